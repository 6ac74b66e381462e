import { Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import type { StartedTwoFactor } from '@slipway/api';
import { type FormEvent, useState } from 'react';
import { call } from '../api/client.ts';
import { useChange } from '../api/use-call.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { FormErrors, fieldError } from '../components/form-errors.tsx';
import { QrCode } from './qr-code.tsx';

/** Two steps: the password shows who asks, a first code that the app has the key. */
export function TwoFactorSetup({
  onDone,
  onCancel,
}: {
  onDone: (codes: readonly string[]) => void;
  onCancel: () => void;
}) {
  const [started, setStarted] = useState<StartedTwoFactor>();
  return started ? (
    <ConfirmStep started={started} onDone={onDone} onCancel={onCancel} />
  ) : (
    <PasswordStep onStarted={setStarted} onCancel={onCancel} />
  );
}

function PasswordStep({
  onStarted,
  onCancel,
}: {
  onStarted: (started: StartedTwoFactor) => void;
  onCancel: () => void;
}) {
  const [password, setPassword] = useState('');
  const start = useChange(() => call('two-factor.start', { body: { password } }), {
    onDone: onStarted,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md" maw={420}>
        <PasswordInput
          label="Your password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          autoFocus
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={fieldError(start.error, 'password')}
        />
        <FormErrors error={start.error} shown={['password']} />
        <Group gap="xs">
          <Button type="submit" loading={start.isPending}>
            Go on
          </Button>
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function ConfirmStep({
  started,
  onDone,
  onCancel,
}: {
  started: StartedTwoFactor;
  onDone: (codes: readonly string[]) => void;
  onCancel: () => void;
}) {
  const [code, setCode] = useState('');
  const confirm = useChange(() => call('two-factor.confirm', { body: { code } }), {
    refresh: ['two-factor', 'session'],
    done: 'Two-factor authentication is on',
    onDone: ({ recovery_codes }) => onDone(recovery_codes),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    confirm.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text>1. Read this with an authenticator app, or type the key into it.</Text>
        <Group gap="lg" align="center">
          <QrCode text={started.otpauth_uri} label="QR code for an authenticator app" />
          <div>
            <Text size="sm" c="dimmed">
              Key
            </Text>
            <Group gap={4}>
              <code className="sw-break">{started.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</code>
              <CopyButton value={started.secret} label="key" />
            </Group>
          </div>
        </Group>
        <TextInput
          label="2. The code that the app shows now"
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          withAsterisk={false}
          maw={320}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          error={fieldError(confirm.error, 'code')}
        />
        <FormErrors error={confirm.error} shown={['code']} />
        <Group gap="xs">
          <Button type="submit" loading={confirm.isPending}>
            Turn it on
          </Button>
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
