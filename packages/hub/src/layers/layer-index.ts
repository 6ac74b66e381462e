import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import type { LayerState } from '@slipway/api';
import type { Command, Database } from '@slipway/database';
import type { Digest } from '@slipway/oci';
import {
  compareKeys,
  formatEntry,
  type LayerEntry,
  parseEntries,
  pathKey,
} from './layer-entries.ts';
import type { LayerChunkRow, LayerTables } from './layer-tables.ts';

const compress = promisify(zstdCompress);
const expand = promisify(zstdDecompress);

/** Characters of one chunk before it is compressed. */
const chunkLength = 128 * 1024;
/** Chunks that one command writes: each is some kilobytes. */
const chunksPerCommand = 16;

/** How far a layer's files are known. */
export interface LayerKnowledge {
  readonly state: LayerState;
  readonly reason: string;
  readonly entries: number;
  readonly unpackedSize: number;
}

/** Writes chunks of an index that is not finished yet: nobody reads them before. */
export const writeLayerChunks: Command<
  LayerTables,
  { readonly digest: Digest; readonly chunks: readonly LayerChunkRow[] },
  void
> = {
  name: 'hub.write-layer-chunks',
  async execute(transaction, { digest, chunks }) {
    const [index] = await transaction
      .selectFrom('hub_layer_indexes')
      .select('state')
      .where('digest', '=', digest)
      .execute();
    if (!index || index.state === 'ready') return;
    for (const chunk of chunks) {
      const { first_path, entries, data } = chunk;
      await transaction
        .insertInto('hub_layer_chunks')
        .values(chunk)
        .onConflict((conflict) =>
          conflict.columns(['digest', 'number']).doUpdateSet({ first_path, entries, data }),
        )
        .execute();
    }
  },
};

export interface FinishLayer {
  readonly digest: Digest;
  readonly state: LayerState;
  readonly reason: string;
  readonly entries: number;
  readonly unpackedSize: number;
  readonly chunks: number;
}

/** Says how far a layer is known. */
export const finishLayer: Command<LayerTables, FinishLayer, void> = {
  name: 'hub.finish-layer',
  async execute(transaction, { digest, state, reason, entries, unpackedSize, chunks }) {
    await transaction
      .updateTable('hub_layer_indexes')
      .set({ state, reason: reason.slice(0, 500), entries, unpacked_size: unpackedSize, chunks })
      .where('digest', '=', digest)
      .execute();
  },
};

/** Forgets layers that no repository has any more; answers how many. */
export const forgetLayers: Command<LayerTables, { readonly digests: readonly Digest[] }, void> = {
  name: 'hub.forget-layers',
  async execute(transaction, { digests }) {
    if (digests.length === 0) return;
    await transaction.deleteFrom('hub_layer_chunks').where('digest', 'in', digests).execute();
    await transaction.deleteFrom('hub_layer_indexes').where('digest', 'in', digests).execute();
  },
};

/** Layers' indexes as they are kept: compressed chunks in the order of paths. */
export class LayerIndexes {
  readonly #database: Database<LayerTables>;

  constructor(database: Database<LayerTables>) {
    this.#database = database;
  }

  /** Writes an index, whose entries are in order. */
  async write(digest: Digest, entries: readonly LayerEntry[], unpackedSize: number): Promise<void> {
    let waiting: LayerChunkRow[] = [];
    let number = 0;
    const flush = async () => {
      await this.#database.run(writeLayerChunks, { digest, chunks: waiting });
      waiting = [];
    };
    for (const { lines, first, count } of chunked(entries)) {
      const data = await compress(Buffer.from(lines));
      waiting.push({ digest, number, first_path: pathKey(first), entries: count, data });
      number++;
      if (waiting.length === chunksPerCommand) await flush();
    }
    if (waiting.length > 0) await flush();
    const finished = { digest, entries: entries.length, unpackedSize, chunks: number };
    await this.#database.run(finishLayer, { ...finished, state: 'ready', reason: '' });
  }

  /** How far these layers are known; those never asked for are left out. */
  async known(digests: readonly Digest[]): Promise<Map<Digest, LayerKnowledge>> {
    const found = new Map<Digest, LayerKnowledge>();
    for (let start = 0; start < digests.length; start += 500) {
      const rows = await this.#database.query
        .selectFrom('hub_layer_indexes')
        .selectAll()
        .where('digest', 'in', digests.slice(start, start + 500))
        .execute();
      for (const { digest, state, reason, entries, unpacked_size } of rows) {
        const counted = { entries: Number(entries), unpackedSize: Number(unpacked_size) };
        found.set(digest, { state, reason, ...counted });
      }
    }
    return found;
  }

  /** A layer's entries in the order of paths, from the chunk on that may hold `from`. */
  async *entries(digest: Digest, from = ''): AsyncGenerator<LayerEntry> {
    const key = pathKey(from);
    for (let number = await this.#firstChunk(digest, key); ; number++) {
      const chunk = await this.#database.query
        .selectFrom('hub_layer_chunks')
        .select('data')
        .where('digest', '=', digest)
        .where('number', '=', number)
        .executeTakeFirst();
      if (!chunk) return;
      const lines = (await expand(chunk.data)).toString();
      for (const entry of parseEntries(lines)) {
        if (key === '' || compareKeys(pathKey(entry.path), key) >= 0) yield entry;
      }
    }
  }

  async #firstChunk(digest: Digest, key: string): Promise<number> {
    if (key === '') return 0;
    const row = await this.#database.query
      .selectFrom('hub_layer_chunks')
      .select(({ fn }) => fn.max('number').as('number'))
      .where('digest', '=', digest)
      .where('first_path', '<=', key)
      .executeTakeFirst();
    return Number(row?.number ?? 0);
  }
}

function* chunked(entries: readonly LayerEntry[]) {
  let lines = '';
  let first: string | undefined;
  let count = 0;
  for (const entry of entries) {
    first ??= entry.path;
    lines += formatEntry(entry);
    count++;
    if (lines.length < chunkLength) continue;
    yield { lines, first, count };
    [lines, first, count] = ['', undefined, 0];
  }
  if (first !== undefined) yield { lines, first, count };
}
