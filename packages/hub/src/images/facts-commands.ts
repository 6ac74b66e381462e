import type { ContentType } from '@slipway/api';
import type { Command } from '@slipway/database';
import type { Transaction } from 'kysely';
import { indexRepository } from '../search/index-repository.ts';
import type { HubTables } from '../tables.ts';

/** What a repository comes to. */
export interface RepositoryFacts {
  readonly mediaTypes: readonly string[];
  readonly contentTypes: readonly ContentType[];
  readonly platforms: readonly { readonly os: string; readonly architecture: string }[];
  readonly storageBytes: number;
  readonly tags: number;
  readonly manifests: number;
}

export interface WriteFacts {
  readonly repositoryId: number;
  readonly facts: RepositoryFacts;
  /** When the counting began. */
  readonly now: number;
}

/** Writes what was counted, where nobody has counted later. */
export const writeFacts: Command<HubTables, WriteFacts, void> = {
  name: 'hub.write-facts',
  async execute(transaction, { repositoryId, facts, now }) {
    const repository = await transaction
      .selectFrom('hub_repositories as repository')
      .leftJoin('hub_repository_facts as known', 'known.repository_id', 'repository.id')
      .select(['repository.namespace_id', 'known.counted_at', 'known.storage_bytes'])
      .where('repository.id', '=', repositoryId)
      .executeTakeFirst();
    if (!repository || (repository.counted_at ?? 0) > now) return;
    const row = {
      storage_bytes: facts.storageBytes,
      tags: facts.tags,
      manifests: facts.manifests,
      counted_at: now,
      stale_since: null,
    };
    await transaction
      .insertInto('hub_repository_facts')
      .values({ repository_id: repositoryId, ...row })
      .onConflict((conflict) => conflict.column('repository_id').doUpdateSet(row))
      .execute();
    await writeFigures(transaction, repositoryId, facts);
    if (Number(repository.storage_bytes ?? 0) === facts.storageBytes) return;
    const stale = { bytes: 0, counted_at: null, stale_since: now };
    await transaction
      .insertInto('hub_namespace_storage')
      .values({ namespace_id: repository.namespace_id, ...stale })
      .onConflict((conflict) => conflict.column('namespace_id').doUpdateSet({ stale_since: now }))
      .execute();
  },
};

/** What lists show and search filters by. */
async function writeFigures(
  transaction: Transaction<HubTables>,
  repositoryId: number,
  facts: RepositoryFacts,
): Promise<void> {
  const names = (of: 'architecture' | 'os') =>
    JSON.stringify([...new Set(facts.platforms.map((platform) => platform[of]))].sort());
  const figures = {
    media_types: JSON.stringify(facts.mediaTypes),
    content_types: JSON.stringify(facts.contentTypes),
    architectures: names('architecture'),
    operating_systems: names('os'),
    storage_bytes: facts.storageBytes,
  };
  const before = await transaction
    .selectFrom('hub_repository_figures')
    .select(['content_types', 'architectures', 'operating_systems'])
    .where('repository_id', '=', repositoryId)
    .executeTakeFirst();
  await transaction
    .updateTable('hub_repository_figures')
    .set(figures)
    .where('repository_id', '=', repositoryId)
    .execute();
  const isSame =
    before?.content_types === figures.content_types &&
    before.architectures === figures.architectures &&
    before.operating_systems === figures.operating_systems;
  if (before && !isSame) await indexRepository(transaction, repositoryId);
}

/** Notes that repositories are to be counted anew. */
export const markStale: Command<
  HubTables,
  { readonly repositoryIds: readonly number[]; readonly now: number },
  void
> = {
  name: 'hub.mark-stale',
  async execute(transaction, { repositoryIds, now }) {
    if (repositoryIds.length === 0) return;
    await transaction
      .updateTable('hub_repository_facts')
      .set({ stale_since: now })
      .where('repository_id', 'in', repositoryIds)
      .where('stale_since', 'is', null)
      .execute();
  },
};

/** Writes what a namespace takes. */
export const writeNamespaceStorage: Command<
  HubTables,
  { readonly namespaceId: number; readonly bytes: number; readonly now: number },
  void
> = {
  name: 'hub.write-namespace-storage',
  async execute(transaction, { namespaceId, bytes, now }) {
    const account = await transaction
      .selectFrom('hub_accounts')
      .select('id')
      .where('id', '=', namespaceId)
      .executeTakeFirst();
    if (!account) return;
    const row = { bytes, counted_at: now };
    await transaction
      .insertInto('hub_namespace_storage')
      .values({ namespace_id: namespaceId, ...row, stale_since: null })
      .onConflict((conflict) => conflict.column('namespace_id').doUpdateSet(row))
      .execute();
    await transaction
      .updateTable('hub_namespace_storage')
      .set({ stale_since: null })
      .where('namespace_id', '=', namespaceId)
      .where('stale_since', '<=', now)
      .execute();
  },
};
