import { appendToOutbox, type Command } from '@slipway/database';
import type { Digest } from '@slipway/oci';
import type { RegistryTables } from '@slipway/registry';
import type { Transaction } from 'kysely';
import type { HubTables } from '../tables.ts';
import type { ImageRow } from './image-tables.ts';

type Tables = HubTables & RegistryTables;

/** The outbox topic of layers whose files are to be listed. */
export const indexLayerTopic = 'hub.index-layer';

export interface KeepImages {
  readonly rows: readonly ImageRow[];
  /** Sizes that an older version of the registry did not note. */
  readonly sizes: readonly { readonly digest: Digest; readonly size: number }[];
  /** Layers of file systems, to be indexed where they are not yet. */
  readonly layers: readonly { readonly digest: Digest; readonly mediaType: string }[];
  readonly now: number;
}

/** Keeps what manifests hold, and asks for their layers to be read. */
export const keepImages: Command<Tables, KeepImages, void> = {
  name: 'hub.keep-images',
  async execute(transaction, { rows, sizes, layers, now }) {
    for (const row of rows) {
      await transaction
        .insertInto('hub_images')
        .values(row)
        .onConflict((conflict) => conflict.column('digest').doNothing())
        .execute();
    }
    for (const { digest, size } of sizes) await noteSize(transaction, digest, size);
    for (const { digest, mediaType } of layers) {
      const made = await transaction
        .insertInto('hub_layer_indexes')
        .values({
          digest,
          state: 'pending',
          reason: '',
          ...{ entries: 0, unpacked_size: 0, chunks: 0 },
          created_at: now,
        })
        .onConflict((conflict) => conflict.column('digest').doNothing())
        .returning('digest')
        .execute();
      if (made.length === 0) continue;
      const payload = { digest, mediaType };
      await appendToOutbox(transaction, { topic: indexLayerTopic, key: digest, payload });
    }
  },
};

async function noteSize(
  transaction: Transaction<Tables>,
  digest: Digest,
  size: number,
): Promise<void> {
  const repositories = await transaction
    .updateTable('registry_manifests')
    .set({ content_size: size })
    .where('digest', '=', digest)
    .where('content_size', 'is', null)
    .returning('repository_id')
    .execute();
  for (const { repository_id } of repositories) {
    await transaction
      .updateTable('registry_tags')
      .set({ size })
      .where('repository_id', '=', repository_id)
      .where('digest', '=', digest)
      .execute();
  }
}

/** Forgets what was kept of manifests that no repository has any more; answers how many. */
export const forgetImages: Command<Tables, { readonly limit: number }, number> = {
  name: 'hub.forget-images',
  async execute(transaction, { limit }) {
    const gone = transaction
      .selectFrom('hub_images as image')
      .select('image.digest')
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('registry_manifests as manifest')
              .select('manifest.digest')
              .whereRef('manifest.digest', '=', 'image.digest'),
          ),
        ),
      )
      .limit(limit);
    const { numDeletedRows } = await transaction
      .deleteFrom('hub_images')
      .where('digest', 'in', gone)
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  },
};
