import type { Database } from '@slipway/database';
import type { Digest } from '@slipway/oci';
import type { RegistryTables, RepositoryHandle } from '@slipway/registry';
import type { HubTables } from '../tables.ts';
import { reach } from '../tokens/scopes.ts';
import type { Subject } from './subject.ts';

/**
 * How many of an account's newest repositories, and how many of the newest repositories with a
 * layer, are looked at. A popular base image's layer may be in 100,000: reading them all to find one
 * that is public would cost more than the upload it saves.
 */
export const mountProbe = 64;

/** Finds a repository that links the digest and that the subject may pull from, now. */
export type MountSource = (
  subject: Subject,
  digest: Digest,
) => Promise<RepositoryHandle | undefined>;

type Found = { readonly id: number; readonly path: string; readonly sparse: number };

/**
 * Two bounded probes: the subject's own newest repositories, then the newest that link the digest.
 * By what the subject may, as {@link repositoryPermissions} has it for pull, not by what its token
 * happens to name: a client that asks for a mount from anywhere can name no repository.
 */
export function mountSource(database: Database<HubTables>): MountSource {
  const own = preparedOwn(database as Database<HubTables & RegistryTables>);
  const linked = preparedLinked(database as Database<HubTables & RegistryTables>);
  return async (subject, digest) => {
    const { accountId } = subject;
    const seesPrivate =
      accountId !== undefined && subject.reach >= reach.read && subject.only === undefined;
    if (subject.only !== undefined && !subject.only.publicRead) return undefined;
    const found =
      (seesPrivate ? await own.first({ account: accountId, digest }) : undefined) ??
      (await linked.first({ digest, everything: seesPrivate && subject.administrator ? 1 : 0 }));
    return found && { id: found.id, name: found.path, sparse: found.sparse === 1 };
  };
}

function preparedOwn(database: Database<HubTables & RegistryTables>) {
  return database.prepare<{ account: number; digest: Digest }, Found>((query, parameter) =>
    query
      .selectFrom(
        query
          .selectFrom('hub_repositories')
          .select(['id', 'path', 'sparse', 'closed_at'])
          .where('namespace_id', '=', parameter('account'))
          .orderBy('id', 'desc')
          .limit(mountProbe)
          .as('repository'),
      )
      .innerJoin('registry_blob_links as link', (join) =>
        join
          .onRef('link.repository_id', '=', 'repository.id')
          .on('link.digest', '=', parameter('digest')),
      )
      .select(['repository.id', 'repository.path', 'repository.sparse'])
      .where('repository.closed_at', 'is', null)
      .limit(1),
  );
}

function preparedLinked(database: Database<HubTables & RegistryTables>) {
  return database.prepare<{ digest: Digest; everything: number }, Found>((query, parameter) =>
    query
      .selectFrom(
        query
          .selectFrom('registry_blob_links')
          .select('repository_id')
          .where('digest', '=', parameter('digest'))
          .orderBy('repository_id', 'desc')
          .limit(mountProbe)
          .as('link'),
      )
      .innerJoin('hub_repositories as repository', 'repository.id', 'link.repository_id')
      .innerJoin('hub_accounts as account', 'account.id', 'repository.namespace_id')
      .select(['repository.id', 'repository.path', 'repository.sparse'])
      .where('repository.closed_at', 'is', null)
      .where('account.closed_at', 'is', null)
      .where((where) =>
        where.or([
          where('repository.visibility', '=', 'public'),
          where(parameter('everything'), '=', 1),
        ]),
      )
      .orderBy('repository.id', 'desc')
      .limit(1),
  );
}
