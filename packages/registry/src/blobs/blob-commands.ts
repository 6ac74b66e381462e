import type { Command } from '@slipway/database';
import type { Digest } from '@slipway/oci';
import type { Transaction } from 'kysely';
import { ownedRepository, type Writing } from '../owned-repository.ts';
import type { RepositoryHandle, RepositoryOwner } from '../ports/authority.ts';
import type { RegistryTables } from '../schema/tables.ts';

export interface LinkBlob extends Writing {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  /** The upload that this blob came by; it ends here. */
  readonly uploadId?: string;
}

/** Makes a blob that the store holds durably the repository's own. */
export function linkBlobCommand(
  owner: RepositoryOwner,
): Command<RegistryTables, LinkBlob, RepositoryHandle> {
  return {
    name: 'registry.link-blob',
    async execute(transaction, input) {
      const repository = await ownedRepository(owner, transaction, input);
      await insertBlob(transaction, input);
      await insertLink(transaction, repository.id, input.digest);
      if (input.uploadId !== undefined) {
        await transaction
          .deleteFrom('registry_uploads')
          .where('id', '=', input.uploadId)
          .where('repository_id', '=', repository.id)
          .execute();
      }
      return repository;
    },
  };
}

export interface MountBlob extends Writing {
  readonly digest: Digest;
  /** A repository that the caller may pull from. */
  readonly sourceId: number;
}

/** Links a blob that another repository links; undefined where that one does not (any more). */
export function mountBlobCommand(
  owner: RepositoryOwner,
): Command<RegistryTables, MountBlob, RepositoryHandle | undefined> {
  return {
    name: 'registry.mount-blob',
    async execute(transaction, input) {
      const link = await transaction
        .selectFrom('registry_blob_links')
        .select('digest')
        .where('repository_id', '=', input.sourceId)
        .where('digest', '=', input.digest)
        .executeTakeFirst();
      if (!link) return undefined;
      const repository = await ownedRepository(owner, transaction, input);
      await insertLink(transaction, repository.id, input.digest);
      return repository;
    },
  };
}

export interface DeleteBlob {
  readonly repositoryId: number;
  readonly digest: Digest;
}

/** Takes the blob from this repository; answers whether it was there. The bytes stay in the store. */
export const deleteBlobCommand: Command<RegistryTables, DeleteBlob, boolean> = {
  name: 'registry.delete-blob',
  async execute(transaction, { repositoryId, digest }) {
    const result = await transaction
      .deleteFrom('registry_blob_links')
      .where('repository_id', '=', repositoryId)
      .where('digest', '=', digest)
      .executeTakeFirst();
    return Number(result.numDeletedRows) > 0;
  },
};

/** Notes that the store holds a blob. */
export async function insertBlob(
  transaction: Transaction<RegistryTables>,
  blob: { readonly digest: Digest; readonly size: number; readonly now: number },
): Promise<void> {
  await transaction
    .insertInto('registry_blobs')
    .values({ digest: blob.digest, size: blob.size, created_at: blob.now })
    .onConflict((conflict) => conflict.column('digest').doNothing())
    .execute();
}

async function insertLink(
  transaction: Transaction<RegistryTables>,
  repositoryId: number,
  digest: Digest,
): Promise<void> {
  await transaction
    .insertInto('registry_blob_links')
    .values({ repository_id: repositoryId, digest })
    .onConflict((conflict) => conflict.columns(['repository_id', 'digest']).doNothing())
    .execute();
}
