import type { CurrentSession, HubFacts } from '@slipway/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { rememberCsrfToken, request } from './http.ts';

/** Who is signed in, as far as the pages need to know. */
export interface SessionUser {
  readonly username: string;
  readonly fullName: string;
  readonly isAdministrator: boolean;
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly avatarUrl: string;
  readonly hasPassword: boolean;
  readonly hasTwoFactor: boolean;
  readonly defaultVisibility: 'public' | 'private' | null;
  /** Why he may only read, where he may. */
  readonly readOnly: string | null;
}

export interface Session {
  /** Undefined for a visitor. */
  readonly user: SessionUser | undefined;
  /** What the hub says of itself; undefined until it has. */
  readonly hub?: HubFacts | undefined;
}

export const sessionKey = ['session'] as const;

async function readSession(): Promise<Session> {
  const answer = await request<CurrentSession>('/v2/session');
  rememberCsrfToken(answer.csrf_token ?? undefined);
  const { user, hub } = answer;
  if (!user) return { user: undefined, hub };
  return {
    hub,
    user: {
      username: user.username,
      fullName: user.full_name,
      isAdministrator: user.is_admin,
      email: user.email,
      emailVerified: user.email_verified,
      avatarUrl: user.avatar_url,
      hasPassword: user.has_password,
      hasTwoFactor: user.two_factor,
      defaultVisibility: user.default_visibility,
      readOnly: user.read_only,
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
  return { user: data?.user, hub: data?.hub, isKnown: !isPending };
}

/** To be called after signing in or out: what was read for somebody else is forgotten. */
export function useSessionChanged(): () => Promise<void> {
  const client = useQueryClient();
  return useCallback(async () => {
    client.setQueryData(sessionKey, await readSession());
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
  }, [client]);
}
