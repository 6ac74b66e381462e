import { Alert, Button, Divider, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import type { HubFacts } from '@slipway/api';
import { Mail } from 'lucide-react';
import { type FormEvent, useEffect, useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { call } from '../api/client.ts';
import { useSession, useSessionChanged } from '../api/session.ts';
import { useCall, useChange } from '../api/use-call.ts';
import { links } from '../app/links.ts';
import { FormErrors, fieldError } from '../components/form-errors.tsx';
import { QueryView } from '../components/query-view.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { PageSkeleton } from '../shell/page-skeleton.tsx';
import { Entrance } from './entrance.tsx';
import { OpenIdButtons } from './other-ways.tsx';
import { useArrival } from './use-arrival.ts';
import { useFragmentCode } from './use-fragment-code.ts';

/** Becoming a user: openly, by invitation, or not at all. */
export function SignUpPage() {
  const { user, hub, isKnown } = useSession();
  const code = useFragmentCode();
  const arrive = useArrival();
  const [madeFor, setMadeFor] = useState<string>();
  const search = useSearch();
  useEffect(() => {
    if (user && madeFor === undefined) void arrive();
  }, [user, madeFor, arrive]);
  if (!isKnown || !hub) return <PageSkeleton />;
  if (madeFor !== undefined) return <LetterSent address={madeFor} />;
  const foot = (
    <p>
      Have an account? <Link href={`${links.signIn()}${search && `?${search}`}`}>Sign in</Link>
    </p>
  );
  if (code !== '') return <InvitedSignUp {...{ code, hub, foot, onMade: setMadeFor }} />;
  if (hub.sign_up === 'open') {
    return (
      <Entrance title="Sign up" lead="A name of your own, and repositories under it." foot={foot}>
        <SignUpForm hub={hub} onMade={setMadeFor} />
        {hub.openid_providers.length > 0 && <Divider label="or" my="md" />}
        <OpenIdButtons providers={hub.openid_providers} />
      </Entrance>
    );
  }
  return hub.sign_up === 'invitation' ? (
    <Entrance title="Sign up is by invitation" foot={foot}>
      <p>
        Ask an administrator of this hub for an invitation: a link that opens this page, with a form
        to choose your name and password.
      </p>
    </Entrance>
  ) : (
    <Entrance title="Sign up is closed" foot={foot}>
      <p>
        On this hub administrators make the accounts. Ask one of them; what is public can be looked
        at and pulled without an account.
      </p>
      <Button component={Link} href={links.explore()} variant="default" fullWidth mt="md">
        Explore
      </Button>
    </Entrance>
  );
}

function InvitedSignUp({
  code,
  hub,
  foot,
  onMade,
}: {
  code: string;
  hub: HubFacts;
  foot: React.ReactNode;
  onMade: (address: string) => void;
}) {
  const invitation = useCall('sign-up.invitation', { body: { code } });
  return (
    <Entrance title="You are invited" foot={foot}>
      <QueryView query={invitation}>
        {({ inviter, email, expires_at }) => (
          <>
            <Text mb="md">
              <strong>{inviter}</strong> invites you to this hub. The invitation ends{' '}
              <RelativeTime at={expires_at} />.
            </Text>
            <SignUpForm hub={hub} invitation={code} invited={email ?? ''} onMade={onMade} />
          </>
        )}
      </QueryView>
    </Entrance>
  );
}

function SignUpForm({
  hub,
  invitation,
  invited = '',
  onMade,
}: {
  hub: HubFacts;
  invitation?: string;
  /** The address that the invitation is for. */
  invited?: string;
  onMade: (address: string) => void;
}) {
  const [username, setUsername] = useState('');
  const [email, setEmail] = useState(invited);
  const [password, setPassword] = useState('');
  const sessionChanged = useSessionChanged();
  const arrive = useArrival();
  const signUp = useChange(
    () =>
      call('sign-up.create', {
        body: {
          username,
          password,
          ...(email === '' ? {} : { email }),
          ...(invitation === undefined ? {} : { invitation }),
        },
      }),
    {
      onDone: async () => {
        // An invitation that came by mail has proved the address already.
        if (!hub.mail || email === '' || email === invited) return await arrive();
        onMade(email);
        await sessionChanged();
      },
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signUp.mutate();
  };
  const { error } = signUp;
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          label="User name"
          description="Lower-case letters and digits: it stands in the name of each of your images."
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          withAsterisk={false}
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
          error={fieldError(error, 'username')}
        />
        <TextInput
          label={hub.mail ? 'E-mail' : 'E-mail (optional)'}
          description={hub.mail ? 'We send a letter there to confirm it.' : undefined}
          name="email"
          type="email"
          autoComplete="email"
          required={hub.mail}
          withAsterisk={false}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={fieldError(error, 'email')}
        />
        <PasswordInput
          label="Password"
          description="At least 8 characters; longer is better than stranger."
          name="password"
          autoComplete="new-password"
          minLength={8}
          required
          withAsterisk={false}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={fieldError(error, 'password')}
        />
        <FormErrors error={error} shown={['username', 'email', 'password']} />
        <Button type="submit" loading={signUp.isPending} fullWidth>
          Sign up
        </Button>
      </Stack>
    </form>
  );
}

function LetterSent({ address }: { address: string }) {
  const [, navigate] = useLocation();
  return (
    <Entrance title="Look into your mail">
      <Stack gap="md">
        <Alert icon={<Mail size={18} />}>
          A letter with a link went to <strong className="sw-break">{address}</strong>. Open the
          link to confirm that the address is yours.
        </Alert>
        <p>
          You are signed in already. Until the address is confirmed you can look and pull; making
          repositories and pushing come with it.
        </p>
        <Button onClick={() => navigate(links.home)}>Go on</Button>
      </Stack>
    </Entrance>
  );
}
