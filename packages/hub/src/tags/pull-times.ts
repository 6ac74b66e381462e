import type { Database } from '@slipway/database';
import type { Digest } from '@slipway/oci';
import type { UsageTables } from '../usage/usage-tables.ts';

/** How often and when last something was pulled. */
export interface PullTimes {
  readonly pulls: number;
  readonly last: number;
}

/** Digests in one `in (…)`. */
const batch = 500;

/** Pulls of a repository's manifests by digest; those never pulled are left out. */
export async function pullsByDigest(
  { query }: Pick<Database<UsageTables>, 'query'>,
  repositoryId: number,
  digests: readonly Digest[],
): Promise<Map<Digest, PullTimes>> {
  const found = new Map<Digest, PullTimes>();
  for (let start = 0; start < digests.length; start += batch) {
    const rows = await query
      .selectFrom('hub_digest_pulls')
      .select(['digest', 'pulls', 'last_pulled_at'])
      .where('repository_id', '=', repositoryId)
      .where('digest', 'in', digests.slice(start, start + batch))
      .execute();
    for (const { digest, pulls, last_pulled_at } of rows) {
      found.set(digest, { pulls: Number(pulls), last: Number(last_pulled_at) });
    }
  }
  return found;
}
