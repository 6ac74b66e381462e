import { Alert, Anchor, Button, Divider, PasswordInput, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import { Link, useSearch } from 'wouter';
import { call } from '../api/client.ts';
import { useSession } from '../api/session.ts';
import { useChange } from '../api/use-call.ts';
import { links } from '../app/links.ts';
import { FormErrors, fieldError } from '../components/form-errors.tsx';
import { Entrance } from './entrance.tsx';
import { openidFailure } from './openid-failure.ts';
import { OtherWays } from './other-ways.tsx';
import { SecondFactorForm } from './second-factor-form.tsx';
import { useArrival } from './use-arrival.ts';

/** Signing in: by password and second factor, by passkey, or with an account elsewhere. */
export function SignInPage() {
  const { user, hub } = useSession();
  const arrive = useArrival();
  const [ticket, setTicket] = useState<string>();
  const search = useSearch();
  const failure = openidFailure(new URLSearchParams(search).get('openid_error'));
  useEffect(() => {
    // Signed in already, in another tab perhaps.
    if (user && failure === undefined) void arrive();
  }, [user, failure, arrive]);
  if (user && failure !== undefined) return <LinkFailed failure={failure} />;
  if (ticket !== undefined) {
    return (
      <Entrance title="Second factor" lead="Your password is right. One thing more.">
        <SecondFactorForm ticket={ticket} onDone={arrive} onBack={() => setTicket(undefined)} />
      </Entrance>
    );
  }
  const isOpen = hub !== undefined && hub.sign_up !== 'closed';
  return (
    <Entrance
      title="Sign in"
      foot={
        isOpen ? (
          <p>
            No account yet? <Link href={`${links.signUp}${search && `?${search}`}`}>Sign up</Link>
          </p>
        ) : (
          <p>No account? An administrator of this hub can make you one.</p>
        )
      }
    >
      <Stack gap="md">
        {failure && (
          <Alert color="red" role="alert">
            {failure}
          </Alert>
        )}
        <PasswordForm onTicket={setTicket} onDone={arrive} />
        <Divider label="or" />
        <OtherWays onDone={arrive} />
      </Stack>
    </Entrance>
  );
}

/** Whoever is signed in wanted to link an account elsewhere. */
function LinkFailed({ failure }: { failure: string }) {
  return (
    <Entrance title="That did not work">
      <p>{failure}</p>
      <Button component={Link} href={links.account('linked')} variant="default" fullWidth mt="md">
        Back to your linked accounts
      </Button>
    </Entrance>
  );
}

function PasswordForm({
  onTicket,
  onDone,
}: {
  onTicket: (ticket: string) => void;
  onDone: () => Promise<void>;
}) {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const start = useChange(() => call('session.start', { body: { username, password } }), {
    onDone: (answer) => (answer.state === 'signed-in' ? onDone() : onTicket(answer.ticket)),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          label="User name or e-mail"
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          withAsterisk={false}
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
          error={fieldError(start.error, 'username')}
        />
        <div>
          <PasswordInput
            label="Password"
            name="password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={fieldError(start.error, 'password')}
          />
          <Anchor component={Link} href={links.forgotPassword} size="sm" mt={6} display="block">
            Forgot your password?
          </Anchor>
        </div>
        <FormErrors error={start.error} shown={['username', 'password']} />
        <Button type="submit" loading={start.isPending} fullWidth>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}
