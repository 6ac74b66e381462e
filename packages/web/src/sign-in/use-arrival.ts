import { useCallback } from 'react';
import { useLocation, useRouter, useSearch } from 'wouter';
import { useSessionChanged } from '../api/session.ts';
import { afterSignIn } from './return-path.ts';

/** To be called once the hub has made a session: back to where one came from. */
export function useArrival(): () => Promise<void> {
  const [, navigate] = useLocation();
  const { base } = useRouter();
  const search = useSearch();
  const sessionChanged = useSessionChanged();
  return useCallback(async () => {
    await sessionChanged();
    navigate(afterSignIn(search, base), { replace: true });
  }, [sessionChanged, navigate, search, base]);
}
