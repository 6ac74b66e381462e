import type { Command } from '@slipway/database';
import type { Digest } from '@slipway/oci';
import type { RegistryTables } from '../schema/tables.ts';
import type { Services } from '../services.ts';

/** A lease is renewed when this part of the grace period is over: pushes cost few writes. */
const renewAfter = 8;

export interface RenewLink {
  readonly repositoryId: number;
  readonly digest: Digest;
  readonly now: number;
}

/** Begins the grace period of a link anew; false where the link is gone. */
export const renewLinkCommand: Command<RegistryTables, RenewLink, boolean> = {
  name: 'registry.renew-link',
  async execute(transaction, { repositoryId, digest, now }) {
    await transaction
      .updateTable('registry_blob_links')
      .set({ unreferenced_since: now })
      .where('repository_id', '=', repositoryId)
      .where('digest', '=', digest)
      .where('unreferenced_since', 'is not', null)
      .execute();
    const link = await transaction
      .selectFrom('registry_blob_links')
      .select('digest')
      .where('repository_id', '=', repositoryId)
      .where('digest', '=', digest)
      .executeTakeFirst();
    return link !== undefined;
  },
};

/** Begins the grace period of a blob that no repository has anew. */
export const renewBlobCommand: Command<
  RegistryTables,
  { readonly digest: Digest; readonly now: number },
  void
> = {
  name: 'registry.renew-blob',
  async execute(transaction, { digest, now }) {
    await transaction
      .updateTable('registry_blobs')
      .set({ unlinked_since: now })
      .where('digest', '=', digest)
      .where('unlinked_since', 'is not', null)
      .execute();
  },
};

/**
 * For a HEAD of a blob that no manifest names: the client will not upload it, and so it must stay for
 * the manifest to come. Answers whether the link is (still) there.
 */
export async function leaseLink(
  services: Services,
  found: {
    readonly repository: number;
    readonly digest: Digest;
    readonly row: { readonly unreferenced_since: number | null };
    readonly request: { readonly method?: string | undefined };
  },
): Promise<boolean> {
  const { repository, digest, row, request } = found;
  if (request.method !== 'HEAD' || !isDue(services, row.unreferenced_since)) return true;
  const { database, commands, clock } = services;
  return await database.run(commands.renewLink, {
    repositoryId: repository,
    digest,
    now: clock(),
  });
}

/** For a push of bytes that are in the store, unlinked: no sweep is to take them while it goes on. */
export async function leaseBlob(services: Services, digest: Digest): Promise<void> {
  const { queries, database, commands, clock } = services;
  const row = await queries.unlinkedBlob.first({ digest });
  if (!row || !isDue(services, row.unlinked_since)) return;
  await database.run(commands.renewBlob, { digest, now: clock() });
}

function isDue({ clock, limits }: Services, since: number | null): boolean {
  return since !== null && clock() - since > limits.garbageGraceMs / renewAfter;
}
