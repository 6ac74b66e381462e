import type { BlobReader } from '@slipway/content';
import type { Database } from '@slipway/database';
import { type Digest, mediaTypes, parseManifest } from '@slipway/oci';
import { LRUCache } from 'lru-cache';
import { type ImageDetails, imageDetails } from './image-details.ts';
import { detailsOfRow } from './image-rows.ts';
import {
  type ImageSummary,
  summaryColumns,
  summaryOfDetails,
  summaryOfRow,
} from './image-summary.ts';
import type { ImageTables } from './image-tables.ts';

/** A config larger than this is not read: real ones have some kilobytes. */
const maximumConfigBytes = 4 * 1024 * 1024;
const maximumManifestBytes = 64 * 1024 * 1024;
/** Digests in one `in (…)`. */
const batch = 500;

/**
 * Says what manifests hold: from memory, from their rows, or from their bytes. Whether the caller may
 * see the manifest is asked before.
 */
export class ImageReader {
  readonly #database: Database<ImageTables>;
  readonly #content: BlobReader;
  readonly #known = new LRUCache<Digest, ImageDetails>({ max: 500 });
  readonly #summaries = new LRUCache<Digest, ImageSummary>({ max: 20_000 });

  constructor(options: { database: Database<ImageTables>; content: BlobReader }) {
    this.#database = options.database;
    this.#content = options.content;
  }

  /** Undefined where the store does not have the manifest. */
  async read(digest: Digest, mediaType: string): Promise<ImageDetails | undefined> {
    return (await this.readAll([{ digest, mediaType }])).get(digest);
  }

  /** Many at once, with one query for what is not in memory. */
  async readAll(wanted: readonly Wanted[]): Promise<Map<Digest, ImageDetails>> {
    return await lookUp(wanted, this.#known, {
      rows: async (digests) => {
        const rows = await this.#rows(digests).selectAll().execute();
        return rows.map(detailsOfRow);
      },
      bytes: ({ digest, mediaType }) => this.readFromStore(digest, mediaType),
    });
  }

  /** What lists show, of many at once. */
  async summaries(wanted: readonly Wanted[]): Promise<Map<Digest, ImageSummary>> {
    return await lookUp(wanted, this.#summaries, {
      rows: async (digests) => {
        const rows = await this.#rows(digests).select(summaryColumns).execute();
        return rows.map(summaryOfRow);
      },
      bytes: async ({ digest, mediaType }) => {
        const details = await this.readFromStore(digest, mediaType);
        return details && summaryOfDetails(details);
      },
    });
  }

  /** From the bytes, whatever is known already. */
  async readFromStore(digest: Digest, mediaType: string): Promise<ImageDetails | undefined> {
    const bytes = await this.readBytes(digest, maximumManifestBytes);
    if (!bytes) return undefined;
    const manifest = parseManifest(bytes, mediaType);
    const { config } = manifest;
    const isImage =
      config?.mediaType === mediaTypes.ociConfig || config?.mediaType === mediaTypes.dockerConfig;
    const document = isImage ? await this.#readDocument(config.digest) : undefined;
    return imageDetails(manifest, digest, document);
  }

  /** A small blob's bytes; undefined where it is absent or larger. */
  async readBytes(digest: Digest, maximum: number): Promise<Buffer | undefined> {
    const blob = await this.#content.open(digest);
    if (!blob) return undefined;
    try {
      if (blob.size > maximum) return undefined;
      const parts: Buffer[] = [];
      for await (const chunk of blob.chunks()) parts.push(Buffer.from(chunk));
      return Buffer.concat(parts);
    } finally {
      await blob.close();
    }
  }

  async #readDocument(digest: Digest): Promise<Readonly<Record<string, unknown>> | undefined> {
    const bytes = await this.readBytes(digest, maximumConfigBytes);
    try {
      const value: unknown = JSON.parse(bytes?.toString('utf8') ?? '');
      return typeof value === 'object' && value !== null && !Array.isArray(value)
        ? (value as Record<string, unknown>)
        : undefined;
    } catch {
      // Anybody may push anything as a config.
      return undefined;
    }
  }

  #rows(digests: readonly Digest[]) {
    return this.#database.query.selectFrom('hub_images').where('digest', 'in', digests);
  }
}

interface Wanted {
  readonly digest: Digest;
  readonly mediaType: string;
}

/** From memory, then from rows, then from bytes, one at a time since they are few: a job has read the rest. */
async function lookUp<Known extends { readonly digest: Digest }>(
  wanted: readonly Wanted[],
  memory: LRUCache<Digest, Known>,
  from: {
    rows(digests: readonly Digest[]): Promise<Known[]>;
    bytes(wanted: Wanted): Promise<Known | undefined>;
  },
): Promise<Map<Digest, Known>> {
  const found = new Map<Digest, Known>();
  const keep = (known: Known) => {
    memory.set(known.digest, known);
    found.set(known.digest, known);
  };
  for (const { digest } of wanted) {
    const known = memory.get(digest);
    if (known) found.set(digest, known);
  }
  const unknown = wanted.filter(({ digest }) => !found.has(digest));
  for (let start = 0; start < unknown.length; start += batch) {
    const digests = unknown.slice(start, start + batch).map(({ digest }) => digest);
    for (const known of await from.rows(digests)) keep(known);
  }
  for (const each of unknown) {
    if (found.has(each.digest)) continue;
    const known = await from.bytes(each);
    if (known) keep(known);
  }
  return found;
}
