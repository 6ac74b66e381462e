import type { Command } from '@slipway/database';
import type { Digest } from '@slipway/oci';
import type { RegistryTables } from '@slipway/registry';
import { type RawBuilder, sql, type Transaction } from 'kysely';
import { notePulls } from '../search/note-pulls.ts';
import type { HubTables } from '../tables.ts';

type Tables = HubTables & RegistryTables;

/** Pulls of one thing, added up. */
export interface Pulls {
  readonly repositoryId: number;
  readonly pulls: number;
  readonly lastPulledAt: number;
}

/** Each list in one order everywhere, so that two processes never wait for each other's rows. */
export interface RecordUsage {
  readonly pulls: readonly Pulls[];
  readonly tagPulls: readonly (Pulls & { readonly tag: string })[];
  /** `pulls` is 0 for members of an index: the pull was the index's. */
  readonly digestPulls: readonly (Pulls & { readonly digest: Digest })[];
  readonly tokens: readonly { readonly id: string; readonly lastUsedAt: number }[];
}

/** Adds up pulls, and notes when access tokens were last used. */
export const recordUsage: Command<Tables, RecordUsage, void> = {
  name: 'hub.record-usage',
  // Every statement adds to one row by itself: nothing is there to serialize.
  isolation: 'read committed',
  async execute(transaction, { pulls, tagPulls, digestPulls, tokens }) {
    for (const each of pulls) {
      // A repository deleted meanwhile selects no row, and so counts nothing.
      const source = transaction
        .selectFrom('hub_repositories')
        .select(['id', ...counted(each)])
        .where('id', '=', each.repositoryId);
      await transaction
        .insertInto('hub_pull_counts')
        .columns(['repository_id', 'pulls', 'last_pulled_at'])
        .expression(source)
        .onConflict((conflict) =>
          conflict.column('repository_id').doUpdateSet(added('hub_pull_counts')),
        )
        .execute();
      await notePulls(transaction, each);
    }
    for (const each of tagPulls) {
      const source = transaction
        .selectFrom('registry_tags')
        .select(['repository_id', 'name', ...counted(each)])
        .where('repository_id', '=', each.repositoryId)
        .where('name', '=', each.tag);
      await transaction
        .insertInto('hub_tag_pulls')
        .columns(['repository_id', 'tag', 'pulls', 'last_pulled_at'])
        .expression(source)
        .onConflict((conflict) =>
          conflict.columns(['repository_id', 'tag']).doUpdateSet(added('hub_tag_pulls')),
        )
        .execute();
    }
    for (const each of digestPulls) {
      const source = transaction
        .selectFrom('registry_manifests')
        .select(['repository_id', 'digest', ...counted(each)])
        .where('repository_id', '=', each.repositoryId)
        .where('digest', '=', each.digest);
      await transaction
        .insertInto('hub_digest_pulls')
        .columns(['repository_id', 'digest', 'pulls', 'last_pulled_at'])
        .expression(source)
        .onConflict((conflict) =>
          conflict.columns(['repository_id', 'digest']).doUpdateSet(added('hub_digest_pulls')),
        )
        .execute();
    }
    await noteTokens(transaction, tokens);
  },
};

function counted({ pulls, lastPulledAt }: Pulls) {
  return [
    sql<number>`cast(${pulls} as bigint)`.as('pulls'),
    sql<number>`cast(${lastPulledAt} as bigint)`.as('last_pulled_at'),
  ] as const;
}

function added(table: string): { pulls: RawBuilder<number>; last_pulled_at: RawBuilder<number> } {
  const pulls = sql.ref(`${table}.pulls`);
  const last = sql.ref(`${table}.last_pulled_at`);
  return {
    pulls: sql`${pulls} + excluded.pulls`,
    last_pulled_at: sql`case when excluded.last_pulled_at > ${last} then excluded.last_pulled_at else ${last} end`,
  };
}

async function noteTokens(
  transaction: Transaction<Tables>,
  tokens: RecordUsage['tokens'],
): Promise<void> {
  for (const { id, lastUsedAt } of tokens) {
    await transaction
      .updateTable('hub_access_tokens')
      .set({ last_used_at: lastUsedAt })
      .where('id', '=', id)
      .where((where) =>
        where.or([where('last_used_at', 'is', null), where('last_used_at', '<', lastUsedAt)]),
      )
      .execute();
  }
}
