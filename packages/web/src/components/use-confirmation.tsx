import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { type FormEvent, type ReactNode, useCallback, useState } from 'react';
import { call } from '../api/client.ts';
import { ApiError } from '../api/http.ts';
import { useSession } from '../api/session.ts';
import { useChange } from '../api/use-call.ts';
import { Dialog } from './dialog.tsx';
import { FormErrors } from './form-errors.tsx';

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** Grave changes want the password shown lately: asks for it, then does the change again. */
export function useConfirmation(): {
  readonly confirmed: <Answer>(change: () => Promise<Answer>) => Promise<Answer>;
  /** To be put into the page. */
  readonly dialog: ReactNode;
} {
  const [waiting, setWaiting] = useState<Waiting>();
  const confirmed = useCallback(async <Answer,>(change: () => Promise<Answer>) => {
    try {
      return await change();
    } catch (error) {
      if (!isConfirmationNeeded(error)) throw error;
      await new Promise<void>((resolve, reject) =>
        setWaiting({ resolve, reject: () => reject(error) }),
      );
      return await change();
    }
  }, []);
  const end = (how: keyof Waiting) => {
    setWaiting(undefined);
    waiting?.[how](undefined);
  };
  const dialog = (
    <Dialog opened={waiting !== undefined} onClose={() => end('reject')} title="Is it you?">
      {waiting && <ConfirmationForm onDone={() => end('resolve')} onCancel={() => end('reject')} />}
    </Dialog>
  );
  return { confirmed, dialog };
}

function isConfirmationNeeded(error: unknown): boolean {
  return error instanceof ApiError && error.body.code === 'confirmation-needed';
}

function ConfirmationForm({ onDone, onCancel }: { onDone: () => void; onCancel: () => void }) {
  const { user } = useSession();
  const [password, setPassword] = useState('');
  const confirm = useChange(() => call('session.confirm', { body: { password } }), { onDone });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // Its form may stand within the form of the change.
    event.stopPropagation();
    confirm.mutate();
  };
  if (user && !user.hasPassword) {
    return (
      <Stack gap="md">
        <Text>
          This is asked of somebody who signed in within the last ten minutes. Your account has no
          password to show: sign out, sign in again, and repeat it.
        </Text>
        <Button variant="default" onClick={onCancel}>
          Close
        </Button>
      </Stack>
    );
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text>Show your password once more to go on.</Text>
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          data-autofocus
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <FormErrors error={confirm.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={confirm.isPending} disabled={password === ''}>
            Go on
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
