import type { ManifestPush, RegistryTables } from '@slipway/registry';
import { sql, type Transaction } from 'kysely';
import { storageBytes } from '../images/count-repository.ts';
import type { HubTables } from '../tables.ts';
import { limitsInTransaction, type QuotaLimits } from './quota-limits.ts';
import { readableBytes } from './readable-bytes.ts';

const advice = 'or ask an administrator for more';

/** Why a namespace may not have one repository more, or one more that is private; undefined where it may. */
export async function refuseRepository(
  transaction: Transaction<HubTables>,
  asked: {
    readonly namespaceId: number;
    /** Whether it is new in the namespace, and does not only change. */
    readonly isNew: boolean;
    readonly isPrivate: boolean;
    readonly defaults: QuotaLimits;
  },
): Promise<string | undefined> {
  const { namespaceId, isNew, isPrivate, defaults } = asked;
  const limits = await limitsInTransaction(transaction, namespaceId, defaults);
  if (isNew && limits.repositories !== null) {
    const used = await countRepositories(transaction, namespaceId);
    if (used >= limits.repositories) {
      return `this namespace has ${used} of ${limits.repositories} repositories: delete one, ${advice}`;
    }
  }
  if (isPrivate && limits.privateRepositories !== null) {
    const used = await countRepositories(transaction, namespaceId, 'private');
    if (used >= limits.privateRepositories) {
      return `this namespace has ${used} of ${limits.privateRepositories} private repositories: make this one or another public, ${advice}`;
    }
  }
  return undefined;
}

/**
 * Why a manifest may not be pushed: what its namespace links is more than it may. Its own layers are
 * there already and count. Only where there is a limit is anything counted.
 */
export async function refusePushOverQuota(
  transaction: Transaction<HubTables & RegistryTables>,
  push: ManifestPush,
  defaults: QuotaLimits,
): Promise<string | undefined> {
  if (push.known) return undefined;
  const own = transaction as unknown as Transaction<HubTables>;
  const repository = await own
    .selectFrom('hub_repositories as repository')
    .innerJoin('hub_accounts as account', 'account.id', 'repository.namespace_id')
    .select(['repository.namespace_id', 'account.name'])
    .where('repository.id', '=', push.repositoryId)
    .executeTakeFirst();
  if (!repository) return undefined;
  const { storageBytes } = await limitsInTransaction(own, repository.namespace_id, defaults);
  if (storageBytes === null) return undefined;
  await countStorage(transaction, push.repositoryId);
  const used = await storageOf(own, repository.namespace_id);
  if (used <= storageBytes) return undefined;
  return `with this push ${repository.name} would use ${readableBytes(used)} of ${readableBytes(storageBytes)}: delete images or repositories that are not needed, ${advice}`;
}

/** Counts again what a repository links, as the job does that shows it, and keeps it with its figures. */
export async function countStorage(
  transaction: Transaction<HubTables & RegistryTables>,
  repositoryId: number,
): Promise<void> {
  const counted = await storageBytes(transaction as never, [repositoryId]);
  await (transaction as unknown as Transaction<HubTables>)
    .updateTable('hub_repository_figures')
    .set({ storage_bytes: counted })
    .where('repository_id', '=', repositoryId)
    .where((where) =>
      where.or([where('storage_bytes', 'is', null), where('storage_bytes', '!=', counted)]),
    )
    .execute();
}

/** What a namespace's repositories link, each blob once in each of them, as last counted. */
async function storageOf(
  transaction: Transaction<HubTables>,
  namespaceId: number,
): Promise<number> {
  const { bytes } = await transaction
    .selectFrom('hub_repository_figures')
    .select(sql<number>`coalesce(sum(storage_bytes), 0)`.as('bytes'))
    .where('namespace_id', '=', namespaceId)
    .executeTakeFirstOrThrow();
  return Number(bytes);
}

async function countRepositories(
  transaction: Transaction<HubTables>,
  namespaceId: number,
  visibility?: 'private',
): Promise<number> {
  let query = transaction
    .selectFrom('hub_repositories')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('namespace_id', '=', namespaceId);
  if (visibility) query = query.where('visibility', '=', visibility);
  return Number((await query.executeTakeFirstOrThrow()).count);
}
