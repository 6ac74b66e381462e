import { useNetwork } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { CloudOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { onSessionEnd, rememberCsrfToken } from '../api/http.ts';
import { type Session, sessionKey } from '../api/session.ts';
import { links } from '../app/links.ts';

/** Says that the machine is offline, or that the session has ended and how to go on. */
export function ConnectionNotices() {
  const { online } = useNetwork();
  const hasEnded = useSessionEnd();
  const [location] = useLocation();
  const isSigningIn = location.startsWith('/sign-in');
  return (
    <div aria-live="polite">
      {!online && (
        <p className="sw-notice">
          <CloudOff size={16} aria-hidden="true" /> You are offline: what you see may be old, and
          nothing can be changed.
        </p>
      )}
      {hasEnded && !isSigningIn && (
        <p className="sw-notice">
          Your session has ended. <Link href={links.signIn(location)}>Sign in again</Link> to go on
          where you are.
        </p>
      )}
    </div>
  );
}

function useSessionEnd(): boolean {
  const client = useQueryClient();
  const [hasEnded, setEnded] = useState(false);
  const user = client.getQueryData<Session>(sessionKey)?.user;
  useEffect(
    () =>
      onSessionEnd(() => {
        rememberCsrfToken(undefined);
        setEnded(true);
        client.setQueryData<Session>(sessionKey, { user: undefined });
      }),
    [client],
  );
  useEffect(() => {
    if (user) setEnded(false);
  }, [user]);
  return hasEnded;
}
