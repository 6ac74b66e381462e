import { Button, Group, Stack, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Dialog } from './dialog.tsx';
import { FormErrors } from './form-errors.tsx';

/** Asks before what cannot be undone; with `typed`, the name must be typed. */
export function ConfirmDialog({
  opened,
  onClose,
  title,
  children,
  confirm,
  typed,
  danger = true,
  onConfirm,
}: {
  opened: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  /** The button's words: `Delete repository`. */
  confirm: string;
  typed?: string;
  danger?: boolean;
  /** Closes when it resolves; what it throws is shown. */
  onConfirm: () => Promise<void>;
}) {
  return (
    <Dialog opened={opened} onClose={onClose} title={title} size="md">
      {/* A new form each time: what was typed before is gone. */}
      {opened && <ConfirmForm {...{ onClose, children, confirm, typed, danger, onConfirm }} />}
    </Dialog>
  );
}

function ConfirmForm({
  onClose,
  children,
  confirm,
  typed,
  danger,
  onConfirm,
}: {
  onClose: () => void;
  children: ReactNode;
  confirm: string;
  typed: string | undefined;
  danger: boolean;
  onConfirm: () => Promise<void>;
}) {
  const [text, setText] = useState('');
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await onConfirm();
      onClose();
    } catch (reason) {
      setError(reason);
      setBusy(false);
    }
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <div>{children}</div>
        {typed !== undefined && (
          <TextInput
            label={
              <>
                Type <code>{typed}</code> to go on
              </>
            }
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
            data-autofocus
          />
        )}
        <FormErrors error={error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            {...(danger ? { color: 'red.8', autoContrast: true } : {})}
            loading={isBusy}
            disabled={typed !== undefined && text !== typed}
          >
            {confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
