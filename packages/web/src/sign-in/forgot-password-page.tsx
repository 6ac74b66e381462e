import { Alert, Button, Stack, TextInput } from '@mantine/core';
import { Mail } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Link } from 'wouter';
import { call } from '../api/client.ts';
import { useSession } from '../api/session.ts';
import { useChange } from '../api/use-call.ts';
import { links } from '../app/links.ts';
import { FormErrors, fieldError } from '../components/form-errors.tsx';
import { PageSkeleton } from '../shell/page-skeleton.tsx';
import { Entrance } from './entrance.tsx';

/** Asks for a letter that lets one choose a new password. */
export function ForgotPasswordPage() {
  const { hub, isKnown } = useSession();
  const [identifier, setIdentifier] = useState('');
  const ask = useChange(() => call('password-reset.ask', { body: { identifier } }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate();
  };
  if (!isKnown) return <PageSkeleton />;
  const foot = (
    <p>
      <Link href={links.signIn()}>Back to signing in</Link>
    </p>
  );
  if (hub && !hub.mail) {
    return (
      <Entrance title="Forgot your password?" foot={foot}>
        <p>
          This hub sends no mail. Ask one of its administrators for a link to choose a new password;
          it works once.
        </p>
      </Entrance>
    );
  }
  if (ask.isSuccess) {
    return (
      <Entrance title="Look into your mail" foot={foot}>
        <Alert icon={<Mail size={18} />} role="status">
          If there is an account <strong className="sw-break">{identifier}</strong> with a confirmed
          address, a letter with a link is on its way to it.
        </Alert>
      </Entrance>
    );
  }
  return (
    <Entrance
      title="Forgot your password?"
      lead="A letter with a link to choose a new one goes to your address."
      foot={foot}
    >
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
            value={identifier}
            onChange={(event) => setIdentifier(event.currentTarget.value)}
            error={fieldError(ask.error, 'identifier')}
          />
          <FormErrors error={ask.error} shown={['identifier']} />
          <Button type="submit" loading={ask.isPending} fullWidth>
            Send the letter
          </Button>
        </Stack>
      </form>
    </Entrance>
  );
}
