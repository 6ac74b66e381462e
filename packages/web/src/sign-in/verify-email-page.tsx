import { Button, Loader } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { call } from '../api/client.ts';
import { useSession } from '../api/session.ts';
import { useChange } from '../api/use-call.ts';
import { links } from '../app/links.ts';
import { FormErrors } from '../components/form-errors.tsx';
import { Entrance } from './entrance.tsx';
import { useFragmentCode } from './use-fragment-code.ts';

/** Where the link of a letter leads that confirms an address. */
export function VerifyEmailPage() {
  const code = useFragmentCode();
  const { user } = useSession();
  const { mutate, data, error, isPending } = useChange(
    (given: string) => call('sign-up.verify-email', { body: { code: given } }),
    { refresh: ['session', 'user'] },
  );
  const asked = useRef('');
  useEffect(() => {
    // Once for each code: it is void afterwards.
    if (code === '' || asked.current === code) return;
    asked.current = code;
    mutate(code);
  }, [code, mutate]);
  if (data) {
    return (
      <Entrance
        title="Address confirmed"
        lead={
          <>
            <strong>{data.email}</strong> belongs to <strong>{data.username}</strong>.
          </>
        }
      >
        <Button component={Link} href={user ? links.home : links.signIn()} fullWidth>
          {user ? 'Go on' : 'Sign in'}
        </Button>
      </Entrance>
    );
  }
  if (error || (code === '' && !isPending)) {
    return (
      <Entrance title="This link does not work">
        {error ? (
          <FormErrors error={error} />
        ) : (
          <p>It is not whole: open it from the letter, or copy all of it.</p>
        )}
        <Button component={Link} href={links.account('email')} variant="default" fullWidth mt="md">
          Have a new letter sent
        </Button>
      </Entrance>
    );
  }
  return (
    <Entrance title="Confirming your address">
      <Loader aria-label="Confirming" mx="auto" display="block" />
    </Entrance>
  );
}
