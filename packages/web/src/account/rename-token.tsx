import { Button, Group, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { type AnswerOf, call } from '../api/client.ts';
import { useChange } from '../api/use-call.ts';
import { Dialog } from '../components/dialog.tsx';
import { FormErrors, fieldError } from '../components/form-errors.tsx';

type AccessToken = AnswerOf<'access-token.read'>;

/** Another name for a token. */
export function RenameToken({
  token,
  opened,
  onClose,
}: {
  token: AccessToken;
  opened: boolean;
  onClose: () => void;
}) {
  return (
    <Dialog opened={opened} onClose={onClose} title={`Rename ${token.token_label}`}>
      {opened && <RenameForm token={token} onClose={onClose} />}
    </Dialog>
  );
}

function RenameForm({ token, onClose }: { token: AccessToken; onClose: () => void }) {
  const [label, setLabel] = useState(token.token_label);
  const rename = useChange(
    () =>
      call('access-token.update', { params: { uuid: token.uuid }, body: { token_label: label } }),
    { refresh: ['access-token'], done: 'Token renamed', onDone: onClose },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          label="Name"
          maxLength={100}
          required
          withAsterisk={false}
          data-autofocus
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
          error={fieldError(rename.error, 'token_label')}
        />
        <FormErrors error={rename.error} shown={['token_label']} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={rename.isPending}>
            Rename
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
