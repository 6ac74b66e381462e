import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { rememberCsrfToken, request } from './http.ts';

/** Who is signed in, as far as the pages need to know. */
export interface SessionUser {
  readonly username: string;
  readonly fullName: string;
  readonly isAdministrator: boolean;
}

export interface Session {
  /** Undefined for a visitor. */
  readonly user: SessionUser | undefined;
}

interface SessionAnswer {
  readonly csrf_token?: string | null;
  readonly user?: {
    readonly username: string;
    readonly full_name?: string | null;
    readonly is_admin?: boolean;
  } | null;
}

export const sessionKey = ['session'] as const;

async function readSession(): Promise<Session> {
  const answer = await request<SessionAnswer>('/v2/session');
  rememberCsrfToken(answer.csrf_token ?? undefined);
  const { user } = answer;
  if (!user) return { user: undefined };
  return {
    user: {
      username: user.username,
      fullName: user.full_name ?? '',
      isAdministrator: user.is_admin ?? false,
    },
  };
}

/** Who is signed in; `isKnown` is false until the hub has said. */
export function useSession(): Session & { readonly isKnown: boolean } {
  const { data, isPending } = useQuery({
    queryKey: sessionKey,
    queryFn: readSession,
    staleTime: 60_000,
    retry: 1,
  });
  return { user: data?.user, isKnown: !isPending };
}

/** To be called after signing in or out: what was read for somebody else is forgotten. */
export function useSessionChanged(): () => Promise<void> {
  const client = useQueryClient();
  return useCallback(async () => {
    client.setQueryData(sessionKey, await readSession());
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
  }, [client]);
}
