import { Anchor, Button, Group, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { call } from '../api/client.ts';
import { useChange } from '../api/use-call.ts';
import { FormErrors } from '../components/form-errors.tsx';

/** Asks for a code of the authenticator app, or a recovery code in its place. */
export function SecondFactorForm({
  ticket,
  onDone,
  onBack,
}: {
  ticket: string;
  onDone: () => Promise<void>;
  onBack: () => void;
}) {
  const [isRecovery, setRecovery] = useState(false);
  const [code, setCode] = useState('');
  const show = useChange(() => call('session.second-factor', { body: { ticket, code } }), {
    onDone,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    show.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          key={String(isRecovery)}
          label={isRecovery ? 'Recovery code' : 'Code of your authenticator app'}
          description={isRecovery ? 'Each works once.' : 'Six digits, new every 30 seconds.'}
          name="code"
          inputMode={isRecovery ? 'text' : 'numeric'}
          autoComplete={isRecovery ? 'off' : 'one-time-code'}
          spellCheck={false}
          autoFocus
          required
          withAsterisk={false}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <FormErrors error={show.error} />
        <Button type="submit" loading={show.isPending} fullWidth>
          Go on
        </Button>
        <Group justify="space-between">
          <Anchor component="button" type="button" size="sm" onClick={onBack}>
            Back
          </Anchor>
          <Anchor
            component="button"
            type="button"
            size="sm"
            onClick={() => {
              setRecovery(!isRecovery);
              setCode('');
            }}
          >
            {isRecovery ? 'Use your authenticator app' : 'Use a recovery code'}
          </Anchor>
        </Group>
      </Stack>
    </form>
  );
}
