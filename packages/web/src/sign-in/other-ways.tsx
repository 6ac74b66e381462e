import { Button, Stack } from '@mantine/core';
import { startAuthentication } from '@simplewebauthn/browser';
import type { HubFacts } from '@slipway/api';
import { Fingerprint, LogIn } from 'lucide-react';
import { useRouter, useSearch } from 'wouter';
import { call } from '../api/client.ts';
import { apiUrl } from '../api/http.ts';
import { useSession } from '../api/session.ts';
import { useChange } from '../api/use-call.ts';
import { FormErrors } from '../components/form-errors.tsx';
import { passkeyFailure } from '../components/passkey-failure.ts';
import { afterSignIn } from './return-path.ts';

/** Ways to sign in without a password. */
export function OtherWays({ onDone }: { onDone: () => Promise<void> }) {
  const { hub } = useSession();
  return (
    <Stack gap="xs">
      {hub?.passkeys !== false && <PasskeyButton onDone={onDone} />}
      <OpenIdButtons providers={hub?.openid_providers ?? []} />
    </Stack>
  );
}

function PasskeyButton({ onDone }: { onDone: () => Promise<void> }) {
  const signIn = useChange(
    async () => {
      const options = await call('passkey.sign-in-options');
      const credential = await startAuthentication({ optionsJSON: options as never }).catch(
        (error: unknown) => {
          throw passkeyFailure(error);
        },
      );
      await call('passkey.sign-in', { body: { credential: credential as never } });
    },
    { onDone },
  );
  return (
    <>
      <Button
        variant="default"
        fullWidth
        leftSection={<Fingerprint size={16} />}
        onClick={() => signIn.mutate()}
        loading={signIn.isPending}
      >
        Sign in with a passkey
      </Button>
      <FormErrors error={signIn.error} />
    </>
  );
}

/** A button for each provider of accounts elsewhere. */
export function OpenIdButtons({ providers }: { providers: HubFacts['openid_providers'] }) {
  const search = useSearch();
  const { base } = useRouter();
  const back = afterSignIn(search, base);
  return (
    <Stack gap="xs">
      {providers.map(({ slug, name }) => (
        <Button
          key={slug}
          component="a"
          // Elsewhere and back: the hub's answer is a redirection, no page of this site.
          href={apiUrl(`/v2/session/openid/${encodeURIComponent(slug)}`, { return_to: back })}
          target="_self"
          variant="default"
          fullWidth
          leftSection={<LogIn size={16} />}
        >
          Continue with {name}
        </Button>
      ))}
    </Stack>
  );
}
