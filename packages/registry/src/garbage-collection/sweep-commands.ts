import type { Command } from '@slipway/database';
import type { Digest } from '@slipway/oci';
import { sql } from 'kysely';
import type { RegistryTables } from '../schema/tables.ts';
import { noteUnlinked } from './note-garbage.ts';

export interface Sweep {
  /** What has been garbage since before this time goes. Unix milliseconds. */
  readonly before: number;
  /** At most so many rows are looked at, so that others' commands wait little. */
  readonly limit: number;
}

/** `examined` less than the limit: there is no more. */
export interface UnlinkedBlobs {
  readonly examined: number;
  readonly unlinked: readonly { readonly repositoryId: number; readonly digest: Digest }[];
}

/** Takes blobs from repositories of which no manifest has named them for the grace period. */
export const unlinkGarbageCommand: Command<RegistryTables, Sweep, UnlinkedBlobs> = {
  name: 'registry.unlink-garbage',
  async execute(transaction, { before, limit }) {
    const links = await transaction
      .selectFrom('registry_blob_links as link')
      .select(['link.repository_id', 'link.digest', 'link.unreferenced_since as since'])
      .select(({ exists, selectFrom }) =>
        exists(
          selectFrom('registry_manifest_references as reference')
            .select('reference.child_digest')
            .whereRef('reference.child_digest', '=', 'link.digest')
            .whereRef('reference.repository_id', '=', 'link.repository_id'),
        ).as('is_referenced'),
      )
      .where('link.unreferenced_since', '<', before)
      .orderBy('link.unreferenced_since')
      .limit(limit)
      .execute();
    const unlinked: { repositoryId: number; digest: Digest }[] = [];
    for (const { repository_id, digest, since, is_referenced } of links) {
      // Pushed after the manifest that names it.
      if (Number(is_referenced) !== 0) {
        await transaction
          .updateTable('registry_blob_links')
          .set({ unreferenced_since: null })
          .where('repository_id', '=', repository_id)
          .where('digest', '=', digest)
          .execute();
        continue;
      }
      await transaction
        .deleteFrom('registry_blob_links')
        .where('repository_id', '=', repository_id)
        .where('digest', '=', digest)
        .execute();
      await noteUnlinked(transaction, { digests: [digest], since: since ?? before - 1 });
      unlinked.push({ repositoryId: repository_id, digest });
    }
    return { examined: links.length, unlinked };
  },
};

/** Bytes that are to leave the store. */
export interface Condemned {
  readonly digest: Digest;
  readonly size: number;
}

export interface Condemn extends Sweep {
  /** Names this removal. */
  readonly token: string;
  readonly now: number;
}

/**
 * Forgets blobs that no repository has had for the grace period, and notes that their bytes are being
 * removed: from here on nobody links them until that has ended.
 */
export const condemnGarbageCommand: Command<
  RegistryTables,
  Condemn,
  { readonly examined: number; readonly condemned: readonly Condemned[] }
> = {
  name: 'registry.condemn-garbage',
  async execute(transaction, { before, limit, token, now }) {
    const blobs = await transaction
      .selectFrom('registry_blobs as blob')
      .select(['blob.digest', 'blob.size'])
      .select(({ or, exists, selectFrom }) =>
        or([
          exists(
            selectFrom('registry_blob_links as link')
              .select('link.digest')
              .whereRef('link.digest', '=', 'blob.digest'),
          ),
          exists(
            selectFrom('registry_manifests as manifest')
              .select('manifest.digest')
              .whereRef('manifest.digest', '=', 'blob.digest'),
          ),
        ]).as('is_had'),
      )
      .where('blob.unlinked_since', '<', before)
      .orderBy('blob.unlinked_since')
      .limit(limit)
      .execute();
    const condemned: Condemned[] = [];
    for (const { digest, size, is_had } of blobs) {
      if (Number(is_had) !== 0) {
        await transaction
          .updateTable('registry_blobs')
          .set({ unlinked_since: null })
          .where('digest', '=', digest)
          .execute();
        continue;
      }
      await transaction.deleteFrom('registry_blobs').where('digest', '=', digest).execute();
      condemned.push({ digest, size });
    }
    await beginRemovals(transaction, condemned, { token, now });
    return { examined: blobs.length, condemned };
  },
};

export interface CondemnOrphans {
  /** Files of the store, by digest and size. */
  readonly files: readonly Condemned[];
  readonly token: string;
  readonly now: number;
}

/** Of files that lie in the store, notes those as being removed that no row leads to. */
export const condemnOrphansCommand: Command<RegistryTables, CondemnOrphans, readonly Condemned[]> =
  {
    name: 'registry.condemn-orphans',
    async execute(transaction, { files, token, now }) {
      if (files.length === 0) return [];
      const digests = files.map(({ digest }) => digest);
      const known = await transaction
        .selectFrom('registry_blobs')
        .select('digest')
        .where('digest', 'in', digests)
        .execute();
      const kept = new Set(known.map(({ digest }) => digest));
      const condemned = files.filter(({ digest }) => !kept.has(digest));
      await beginRemovals(transaction, condemned, { token, now });
      return condemned;
    },
  };

/** Notes that the bytes of these removals are gone. */
export const finishRemovalsCommand: Command<
  RegistryTables,
  { readonly digests: readonly Digest[]; readonly token: string; readonly now: number },
  void
> = {
  name: 'registry.finish-removals',
  async execute(transaction, { digests, token, now }) {
    if (digests.length === 0) return;
    await transaction
      .updateTable('registry_removals')
      .set({ finished_at: now })
      .where('digest', 'in', digests)
      .where('token', '=', token)
      .execute();
  },
};

/**
 * Takes over removals that were begun before `before` and never ended: whoever began them died. Answers
 * at most `limit` of them, under the new token.
 */
export const adoptRemovalsCommand: Command<
  RegistryTables,
  Sweep & { readonly token: string; readonly now: number },
  readonly Condemned[]
> = {
  name: 'registry.adopt-removals',
  async execute(transaction, { before, limit, token, now }) {
    const rows = await transaction
      .selectFrom('registry_removals')
      .select(['digest', 'size'])
      .where('finished_at', 'is', null)
      .where('begun_at', '<', before)
      .limit(limit)
      .execute();
    await beginRemovals(transaction, rows, { token, now });
    return rows;
  },
};

/** Forgets removals that ended long before any push under way began. */
export const pruneRemovalsCommand: Command<RegistryTables, { readonly before: number }, void> = {
  name: 'registry.prune-removals',
  async execute(transaction, { before }) {
    await transaction.deleteFrom('registry_removals').where('finished_at', '<', before).execute();
  },
};

async function beginRemovals(
  transaction: Parameters<typeof noteUnlinked>[0],
  blobs: readonly Condemned[],
  { token, now }: { readonly token: string; readonly now: number },
): Promise<void> {
  if (blobs.length === 0) return;
  await transaction
    .insertInto('registry_removals')
    .values(
      blobs.map(({ digest, size }) => ({ digest, size, token, begun_at: now, finished_at: null })),
    )
    .onConflict((conflict) =>
      conflict.column('digest').doUpdateSet({
        token,
        size: sql`excluded.size`,
        begun_at: now,
        finished_at: null,
      }),
    )
    .execute();
}
