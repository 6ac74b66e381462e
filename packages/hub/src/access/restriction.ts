import type { Kysely } from 'kysely';
import type { HubTables } from '../tables.ts';
import { type Reach, reach } from '../tokens/scopes.ts';
import type { LiveRepository } from './live-state.ts';
import type { Restriction, Subject } from './subject.ts';

/** What an access token is restricted to; undefined where it is not. */
export async function readRestriction(
  query: Kysely<HubTables>,
  token: { readonly id: string; readonly restricted: number; readonly public_read: number },
): Promise<Restriction | undefined> {
  if (token.restricted !== 1) return undefined;
  const rows = await query
    .selectFrom('hub_access_token_repositories')
    .select(['repository_id', 'reach'])
    .where('token_id', '=', token.id)
    .execute();
  const entries = rows.map((row) => [row.repository_id, row.reach as Reach] as const);
  return { repositories: Object.fromEntries(entries), publicRead: token.public_read === 1 };
}

/** How far the subject's credential reaches with this repository. */
export function reachWith(subject: Subject, repository: LiveRepository): Reach {
  const { only } = subject;
  if (only === undefined) return subject.reach;
  const chosen = only.repositories[repository.id] ?? reach.none;
  const shared =
    only.publicRead && repository.visibility === 'public' ? reach.publicRead : reach.none;
  return Math.min(subject.reach, Math.max(chosen, shared)) as Reach;
}
