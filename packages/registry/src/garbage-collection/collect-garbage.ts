import { randomUUID } from 'node:crypto';
import type { Digest } from '@slipway/oci';
import type { Services } from '../services.ts';
import type { GarbageFigures } from './garbage-run-commands.ts';
import type { Condemned } from './sweep-commands.ts';

/** Rows that one command looks at: what waits behind it waits milliseconds. */
const batch = 100;
/** After this time without an end a removal's process is taken for dead, in milliseconds. */
const adoptAfterMs = 60_000;
/** A process does not remove files under a claim older than this, in milliseconds. */
const claimMs = 20_000;
/** How long removals are remembered; longer than any push takes from its bytes to its row. */
const rememberMs = 24 * 60 * 60 * 1000;

/** How a collection is done. */
export interface CollectOptions {
  /** Ends it early, after what is under way. */
  readonly signal?: AbortSignal | undefined;
  /** Whether files are looked for that no row leads to: reads the whole store's folder. */
  readonly orphans?: boolean;
  /** Told of repositories that links were taken from. */
  readonly onUnlinked?: (repositoryIds: readonly number[]) => Promise<void>;
}

/**
 * Collects garbage while everything else goes on. First rows: links that no manifest of the repository
 * has named for the grace period, then blobs that no repository has had for it. A blob's row goes in
 * one transaction with a note that its bytes are being removed, under which nobody links it
 * ({@link storeSafely}); then its file goes; then the note ends. Killed anywhere, the next collection
 * goes on from the notes. Two at once do each other no harm.
 */
export async function collectGarbage(
  services: Services,
  options: CollectOptions = {},
): Promise<GarbageFigures> {
  const { database, commands, clock } = services;
  const id = await database.run(commands.beginGarbageRun, { now: clock() });
  const collection = new Collection(services, options);
  try {
    await collection.run();
    await database.run(commands.endGarbageRun, {
      ...{ id, ...collection.figures(), now: clock() },
      error: options.signal?.aborted
        ? 'it was stopped, and goes on with the next collection'
        : null,
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const ended = { id, ...collection.figures(), error: message, now: clock() };
    await database.run(commands.endGarbageRun, ended).catch(() => undefined);
    throw error;
  }
  return collection.figures();
}

/** Ends removals that a killed collection began; answers how many files went. */
export async function finishRemovals(services: Services): Promise<number> {
  const collection = new Collection(services, {});
  await collection.adopt();
  return collection.figures().blobs;
}

class Collection {
  readonly #services: Services;
  readonly #options: CollectOptions;
  readonly #before: number;
  readonly #removed = { unlinked: 0, blobs: 0, bytes: 0, orphans: 0 };

  constructor(services: Services, options: CollectOptions) {
    this.#services = services;
    this.#options = options;
    this.#before = services.clock() - services.limits.garbageGraceMs;
  }

  figures(): GarbageFigures {
    return { ...this.#removed };
  }

  async run(): Promise<void> {
    await this.adopt();
    await this.#unlink();
    await this.#condemn();
    if (this.#options.orphans) await this.#removeOrphans();
    const { database, commands, clock } = this.#services;
    await database.run(commands.pruneRemovals, { before: clock() - rememberMs });
  }

  get #isStopped(): boolean {
    return this.#options.signal?.aborted === true;
  }

  /** Ends what a killed collection began. */
  async adopt(): Promise<void> {
    const { database, commands, clock } = this.#services;
    while (!this.#isStopped) {
      const claim = this.#claim();
      const adopted = await database.run(commands.adoptRemovals, {
        ...{ before: clock() - adoptAfterMs, limit: batch },
        ...{ token: claim.token, now: clock() },
      });
      await this.#remove(adopted, claim);
      if (adopted.length < batch) return;
    }
  }

  async #unlink(): Promise<void> {
    const { database, commands } = this.#services;
    while (!this.#isStopped) {
      const sweep = { before: this.#before, limit: batch };
      const { examined, unlinked } = await database.run(commands.unlinkGarbage, sweep);
      this.#removed.unlinked += unlinked.length;
      const repositories = [...new Set(unlinked.map(({ repositoryId }) => repositoryId))];
      if (repositories.length > 0) await this.#options.onUnlinked?.(repositories);
      if (examined < batch) return;
    }
  }

  async #condemn(): Promise<void> {
    const { database, commands, clock } = this.#services;
    while (!this.#isStopped) {
      const claim = this.#claim();
      const sweep = { before: this.#before, limit: batch, token: claim.token, now: clock() };
      const { examined, condemned } = await database.run(commands.condemnGarbage, sweep);
      await this.#remove(condemned, claim);
      if (examined < batch) return;
    }
  }

  /** Files are looked at by the machine's clock, which is the one that dated them. */
  async #removeOrphans(): Promise<void> {
    const { content, limits } = this.#services;
    const before = Date.now() - limits.garbageGraceMs;
    let files: Condemned[] = [];
    for await (const { digest, size, storedAt } of content.list()) {
      if (this.#isStopped) return;
      if (storedAt.getTime() >= before) continue;
      files.push({ digest, size });
      if (files.length < batch) continue;
      await this.#removeUnknown(files);
      files = [];
    }
    await this.#removeUnknown(files);
  }

  async #removeUnknown(files: readonly Condemned[]): Promise<void> {
    const { database, commands, clock } = this.#services;
    const known = await database.query
      .selectFrom('registry_blobs')
      .select('digest')
      .where('digest', 'in', [...files.map(({ digest }) => digest), '' as Digest])
      .execute();
    const kept = new Set(known.map(({ digest }) => digest));
    const unknown = files.filter(({ digest }) => !kept.has(digest));
    if (unknown.length === 0) return;
    const claim = this.#claim();
    const orphans = { files: unknown, token: claim.token, now: clock() };
    const condemned = await database.run(commands.condemnOrphans, orphans);
    this.#removed.orphans += await this.#remove(condemned, claim);
  }

  #claim() {
    return { token: randomUUID(), since: performance.now(), storedBefore: new Date() };
  }

  /** Removes files under a claim that surely still holds; answers how many were there. */
  async #remove(
    condemned: readonly Condemned[],
    claim: { readonly token: string; readonly since: number; readonly storedBefore: Date },
  ): Promise<number> {
    const { content, database, commands, clock } = this.#services;
    const done: Digest[] = [];
    let files = 0;
    try {
      for (const { digest, size } of condemned) {
        if (performance.now() - claim.since > claimMs) break;
        // Bytes that were stored since are another push's.
        if (await content.delete(digest, { storedBefore: claim.storedBefore })) {
          files++;
          this.#removed.blobs++;
          this.#removed.bytes += size;
        }
        done.push(digest);
      }
    } finally {
      await database.run(commands.finishRemovals, {
        ...{ digests: done, token: claim.token },
        now: clock(),
      });
    }
    return files;
  }
}
