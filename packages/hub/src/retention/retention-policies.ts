import type { EffectiveRetention, RetentionPolicy } from '@slipway/api';
import type { Kysely } from 'kysely';
import type { HubTables } from '../tables.ts';

/** The policy of who has none. */
export const noRetention: RetentionPolicy = {
  enabled: false,
  always_keep: [],
  rules: [],
  untagged_days: null,
};

/** The policy that holds for a repository: its own, else its namespace's. */
export async function effectiveRetention(
  query: Kysely<HubTables>,
  { id, namespaceId }: { readonly id: number; readonly namespaceId: number },
): Promise<EffectiveRetention> {
  const own = await query
    .selectFrom('hub_repository_retention')
    .select('policy')
    .where('repository_id', '=', id)
    .executeTakeFirst();
  if (own) return { ...readPolicy(own.policy), source: 'repository' };
  const shared = await namespaceRetention(query, namespaceId);
  return shared ? { ...shared, source: 'namespace' } : { ...noRetention, source: 'none' };
}

/** The policy of a namespace; undefined where it has none. */
export async function namespaceRetention(
  query: Kysely<HubTables>,
  namespaceId: number,
): Promise<RetentionPolicy | undefined> {
  const row = await query
    .selectFrom('hub_namespace_retention')
    .select('policy')
    .where('namespace_id', '=', namespaceId)
    .executeTakeFirst();
  return row && readPolicy(row.policy);
}

function readPolicy(json: string): RetentionPolicy {
  return { ...noRetention, ...(JSON.parse(json) as Partial<RetentionPolicy>) };
}
