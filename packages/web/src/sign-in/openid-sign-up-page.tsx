import { Button, Stack, TextInput } from '@mantine/core';
import type { PendingOpenid } from '@slipway/api';
import { type FormEvent, useState } from 'react';
import { Link } from 'wouter';
import { call } from '../api/client.ts';
import { useCall, useChange } from '../api/use-call.ts';
import { links } from '../app/links.ts';
import { FormErrors, fieldError } from '../components/form-errors.tsx';
import { QueryView } from '../components/query-view.tsx';
import { Entrance } from './entrance.tsx';
import { useArrival } from './use-arrival.ts';
import { useFragmentCode } from './use-fragment-code.ts';

/** After the first sign-in with an account elsewhere: a name here is chosen. */
export function OpenidSignUpPage() {
  const ticket = useFragmentCode();
  const pending = useCall('openid.pending', { body: { ticket } }, { enabled: ticket !== '' });
  if (ticket === '') {
    return (
      <Entrance title="This sign-in is over">
        <p>It was begun too long ago, or the page was loaded again.</p>
        <Button component={Link} href={links.signIn()} fullWidth mt="md">
          Begin anew
        </Button>
      </Entrance>
    );
  }
  return (
    <Entrance title="Choose a name" lead="It stands in the name of each of your images.">
      <QueryView query={pending}>{(who) => <NameForm ticket={ticket} who={who} />}</QueryView>
    </Entrance>
  );
}

function NameForm({ ticket, who }: { ticket: string; who: PendingOpenid }) {
  const [username, setUsername] = useState(who.suggested_username);
  const arrive = useArrival();
  const signUp = useChange(() => call('openid.sign-up', { body: { ticket, username } }), {
    onDone: arrive,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signUp.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <p>
          {who.provider_name} says that you are <strong>{who.full_name || who.email}</strong>
          {who.full_name && who.email && ` (${who.email})`}.
        </p>
        <TextInput
          label="User name"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          withAsterisk={false}
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
          error={fieldError(signUp.error, 'username')}
        />
        <FormErrors error={signUp.error} shown={['username']} />
        <Button type="submit" loading={signUp.isPending} fullWidth>
          Go on
        </Button>
      </Stack>
    </form>
  );
}
