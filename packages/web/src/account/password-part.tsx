import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { call } from '../api/client.ts';
import { useSession } from '../api/session.ts';
import { useChange } from '../api/use-call.ts';
import { FormErrors, fieldError } from '../components/form-errors.tsx';
import { Section } from '../components/section.tsx';
import { useConfirmation } from '../components/use-confirmation.tsx';

/** A new password in the old one's place, or a first one. */
export function PasswordPart() {
  const { user } = useSession();
  const has = user?.hasPassword ?? true;
  return (
    <Section
      title={has ? 'Change your password' : 'Choose a password'}
      lead={
        has
          ? 'Wherever else you are signed in, you will not be any more. Access tokens go on working.'
          : 'You sign in with an account elsewhere. With a password you can sign in here without it.'
      }
    >
      <PasswordForm has={has} username={user?.username ?? ''} />
    </Section>
  );
}

function PasswordForm({ has, username }: { has: boolean; username: string }) {
  const [current, setCurrent] = useState('');
  const [wanted, setWanted] = useState('');
  const { confirmed, dialog } = useConfirmation();
  const change = useChange(
    () =>
      confirmed(() =>
        call('user.change-password', {
          body: { new_password: wanted, ...(has ? { current_password: current } : {}) },
        }),
      ),
    {
      refresh: ['session', 'user'],
      done: 'Password changed',
      onDone: () => {
        setCurrent('');
        setWanted('');
      },
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md" maw={420}>
        {/* For programs that keep passwords: whose it is. */}
        <TextInput
          type="text"
          autoComplete="username"
          value={username}
          readOnly
          display="none"
          aria-hidden
          tabIndex={-1}
        />
        {has && (
          <PasswordInput
            label="Current password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
            error={fieldError(change.error, 'current_password')}
          />
        )}
        <PasswordInput
          label="New password"
          description="At least 8 characters; longer is better than stranger."
          autoComplete="new-password"
          minLength={8}
          required
          withAsterisk={false}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
          error={fieldError(change.error, 'new_password')}
        />
        <FormErrors error={change.error} shown={['current_password', 'new_password']} />
        <div>
          <Button type="submit" loading={change.isPending}>
            {has ? 'Change the password' : 'Set the password'}
          </Button>
        </div>
      </Stack>
      {dialog}
    </form>
  );
}
