import type { Command } from '@slipway/database';
import type { Digest } from '@slipway/oci';
import type { Transaction } from 'kysely';
import { noteUnlinked } from '../garbage-collection/note-garbage.ts';
import { isRemovedSince } from '../garbage-collection/removal-rows.ts';
import { ownedRepository, type Writing } from '../owned-repository.ts';
import type { RepositoryHandle, RepositoryOwner } from '../ports/authority.ts';
import type { RegistryTables } from '../schema/tables.ts';

export interface LinkBlob extends Writing {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  /** The upload that this blob came by; it ends here. */
  readonly uploadId?: string;
  /** The removal of the bytes that the pusher saw end before they were there ({@link storeSafely}). */
  readonly removal: string | null;
}

/**
 * Makes a blob that the store holds durably the repository's own; `removed` where a sweep may have
 * taken its bytes since.
 */
export function linkBlobCommand(
  owner: RepositoryOwner,
): Command<RegistryTables, LinkBlob, RepositoryHandle | 'removed'> {
  return {
    name: 'registry.link-blob',
    async execute(transaction, input) {
      if (await isRemovedSince(transaction, input)) return 'removed';
      const repository = await ownedRepository(owner, transaction, input);
      await insertBlob(transaction, input);
      await insertLink(transaction, repository.id, input);
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
      await insertLink(transaction, repository.id, input);
      return repository;
    },
  };
}

export interface DeleteBlob {
  readonly repositoryId: number;
  readonly digest: Digest;
  readonly now: number;
}

/**
 * Takes the blob from this repository; answers whether it was there. The bytes stay until a sweep
 * finds that no other repository has them.
 */
export const deleteBlobCommand: Command<RegistryTables, DeleteBlob, boolean> = {
  name: 'registry.delete-blob',
  async execute(transaction, { repositoryId, digest, now }) {
    const result = await transaction
      .deleteFrom('registry_blob_links')
      .where('repository_id', '=', repositoryId)
      .where('digest', '=', digest)
      .executeTakeFirst();
    if (Number(result.numDeletedRows) === 0) return false;
    await noteUnlinked(transaction, { digests: [digest], since: now });
    return true;
  },
};

/** Notes that the store holds a blob which somebody has. */
export async function insertBlob(
  transaction: Transaction<RegistryTables>,
  blob: { readonly digest: Digest; readonly size: number; readonly now: number },
): Promise<void> {
  await transaction
    .insertInto('registry_blobs')
    .values({ digest: blob.digest, size: blob.size, created_at: blob.now })
    // An update, also where it changes nothing: a removal at the same moment is then a conflict.
    .onConflict((conflict) =>
      conflict
        .column('digest')
        .doUpdateSet({ unlinked_since: null })
        .where('registry_blobs.unlinked_since', 'is not', null),
    )
    .execute();
}

/** The link waits for a manifest from now on, also where it was there already. */
async function insertLink(
  transaction: Transaction<RegistryTables>,
  repositoryId: number,
  { digest, now }: { readonly digest: Digest; readonly now: number },
): Promise<void> {
  await transaction
    .insertInto('registry_blob_links')
    .values({ repository_id: repositoryId, digest, unreferenced_since: now })
    .onConflict((conflict) =>
      conflict
        .columns(['repository_id', 'digest'])
        .doUpdateSet({ unreferenced_since: now })
        .where('registry_blob_links.unreferenced_since', 'is not', null),
    )
    .execute();
}
