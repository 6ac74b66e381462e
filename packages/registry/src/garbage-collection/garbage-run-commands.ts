import type { Command } from '@slipway/database';
import type { RegistryTables } from '../schema/tables.ts';

/** What a collection did so far. */
export interface GarbageFigures {
  /** Links of repositories to blobs that no manifest of theirs names. */
  readonly unlinked: number;
  /** Blobs and manifests that left the store. */
  readonly blobs: number;
  readonly bytes: number;
  /** Files that no row led to. */
  readonly orphans: number;
}

/** Runs that are remembered. */
const remembered = 200;

/** Notes that a collection begins; answers its id. */
export const beginGarbageRunCommand: Command<RegistryTables, { readonly now: number }, number> = {
  name: 'registry.begin-garbage-run',
  async execute(transaction, { now }) {
    const { id } = await transaction
      .insertInto('registry_garbage_runs')
      .values({
        started_at: now,
        finished_at: null,
        ...{ unlinked: 0, blobs: 0, bytes: 0, orphans: 0 },
        error: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await transaction
      .deleteFrom('registry_garbage_runs')
      .where('id', '<=', id - remembered)
      .execute();
    return id;
  },
};

export interface EndGarbageRun extends GarbageFigures {
  readonly id: number;
  /** null: it ended by itself. */
  readonly error: string | null;
  readonly now: number;
}

/** Notes what a collection did. */
export const endGarbageRunCommand: Command<RegistryTables, EndGarbageRun, void> = {
  name: 'registry.end-garbage-run',
  async execute(transaction, { id, error, now, unlinked, blobs, bytes, orphans }) {
    await transaction
      .updateTable('registry_garbage_runs')
      .set({
        finished_at: now,
        unlinked,
        blobs,
        bytes,
        orphans,
        error: error?.slice(0, 2000) ?? null,
      })
      .where('id', '=', id)
      .execute();
  },
};
