import { Button, PasswordInput, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Link } from 'wouter';
import { call } from '../api/client.ts';
import { useChange } from '../api/use-call.ts';
import { links } from '../app/links.ts';
import { FormErrors, fieldError } from '../components/form-errors.tsx';
import { Entrance } from './entrance.tsx';
import { useFragmentCode } from './use-fragment-code.ts';

/** Where a link leads by which a new password is chosen. */
export function ResetPasswordPage() {
  const code = useFragmentCode();
  const [password, setPassword] = useState('');
  const reset = useChange(() =>
    call('password-reset.confirm', { body: { code, new_password: password } }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    reset.mutate();
  };
  if (reset.isSuccess) {
    return (
      <Entrance
        title="Password changed"
        lead="Wherever the account was signed in, it is not any more."
      >
        <Button component={Link} href={links.signIn()} fullWidth>
          Sign in
        </Button>
      </Entrance>
    );
  }
  if (code === '') {
    return (
      <Entrance title="This link does not work">
        <p>It is not whole: open it from the letter, or copy all of it.</p>
        <Button component={Link} href={links.forgotPassword} variant="default" fullWidth mt="md">
          Ask for a new one
        </Button>
      </Entrance>
    );
  }
  return (
    <Entrance title="Choose a new password">
      <form onSubmit={submit}>
        <Stack gap="md">
          <PasswordInput
            label="New password"
            description="At least 8 characters; longer is better than stranger."
            name="new-password"
            autoComplete="new-password"
            minLength={8}
            required
            withAsterisk={false}
            autoFocus
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={fieldError(reset.error, 'new_password')}
          />
          <FormErrors error={reset.error} shown={['new_password']} />
          <Button type="submit" loading={reset.isPending} fullWidth>
            Change the password
          </Button>
        </Stack>
      </form>
    </Entrance>
  );
}
