import type { Database } from '@slipway/database';
import type { Digest } from '@slipway/oci';
import type { PullObserver, RegistryTables } from '@slipway/registry';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { HubTables } from '../tables.ts';
import { IndexMembers } from './index-members.ts';
import { type Pulls, type RecordUsage, recordUsage } from './record-usage.ts';

/** A crash loses at most this many milliseconds of counts; nothing else hangs on them. */
export const usageFlushMilliseconds = 5000;

type PullEvent = Parameters<PullObserver['pulled']>[0];

/** Pulls of one manifest under one name. */
interface Counted {
  readonly tag: string | undefined;
  readonly digest: Digest;
  pulls: number;
  lastPulledAt: number;
}

/** By repository, then by tag and digest. */
type PullCounts = Map<number, Map<string, Counted>>;

/**
 * Adds pulls and uses of access tokens up in memory and writes them every few seconds: a row's lock
 * for every pull is what other registries' databases choke on. Whether a manifest asked for by digest
 * is a member of an index, and so no pull by itself, is asked when they are written.
 */
export class UsageRecorder implements PullObserver {
  readonly #database: Database<HubTables & RegistryTables>;
  readonly #members: IndexMembers;
  readonly #clock: Clock;
  readonly #log: Log;
  #pulls: PullCounts = new Map();
  #tokens = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(options: {
    database: Database<HubTables & RegistryTables>;
    clock: Clock;
    log: Log;
  }) {
    this.#database = options.database;
    this.#members = new IndexMembers(options.database as unknown as Database<RegistryTables>);
    this.#clock = options.clock;
    this.#log = options.log;
  }

  pulled(event: PullEvent): void {
    add(this.#pulls, event, { pulls: 1, lastPulledAt: this.#clock() });
    this.#schedule();
  }

  tokenUsed(id: string): void {
    this.#tokens.set(id, this.#clock());
    this.#schedule();
  }

  /** Writes what was counted so far. Never throws: what cannot be written is kept and tried again. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.then(() => this.#write());
    return this.#flushing;
  }

  /** Writes the rest and stops. */
  async close(): Promise<void> {
    await this.flush();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.flush();
    }, usageFlushMilliseconds).unref();
  }

  async #write(): Promise<void> {
    const pulls = this.#pulls;
    const tokens = this.#tokens;
    if (pulls.size === 0 && tokens.size === 0) return;
    this.#pulls = new Map();
    this.#tokens = new Map();
    try {
      await this.#database.run(recordUsage, await this.#usage(pulls, tokens));
    } catch (error) {
      this.#log.warn({ err: error }, 'pull counts could not be written; they are tried again');
      this.#restore(pulls, tokens);
    }
  }

  async #usage(pulls: PullCounts, tokens: ReadonlyMap<string, number>): Promise<RecordUsage> {
    const all = [...pulls].flatMap(([repositoryId, counts]) =>
      [...counts.values()].map((counted) => ({ repositoryId, ...counted })),
    );
    const byDigest = all.filter(({ tag }) => tag === undefined);
    const isMember = await this.#members.ask(byDigest);
    const members = new Set(byDigest.filter((_, index) => isMember[index]));
    const own = all.filter((each) => !members.has(each));
    return {
      pulls: summed(own, () => ''),
      tagPulls: summed(
        own.flatMap((each) => (each.tag === undefined ? [] : [{ ...each, tag: each.tag }])),
        ({ tag }) => tag,
      ),
      digestPulls: summed(
        all.map((each) => (members.has(each) ? { ...each, pulls: 0 } : each)),
        ({ digest }) => digest,
      ),
      tokens: [...tokens]
        .map(([id, lastUsedAt]) => ({ id, lastUsedAt }))
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    };
  }

  #restore(pulls: PullCounts, tokens: ReadonlyMap<string, number>): void {
    for (const [repositoryId, counts] of pulls) {
      for (const old of counts.values()) add(this.#pulls, { repositoryId, ...old }, old);
    }
    for (const [id, at] of tokens) if (!this.#tokens.has(id)) this.#tokens.set(id, at);
    this.#schedule();
  }
}

function add(
  to: PullCounts,
  { repositoryId, tag, digest }: PullEvent,
  { pulls, lastPulledAt }: { readonly pulls: number; readonly lastPulledAt: number },
): void {
  let counts = to.get(repositoryId);
  if (!counts) {
    counts = new Map();
    to.set(repositoryId, counts);
  }
  // A tag that moves between two writes counts for both digests.
  const key = tag === undefined ? digest : `${tag} ${digest}`;
  const counted = counts.get(key);
  if (counted) {
    counted.pulls += pulls;
    counted.lastPulledAt = Math.max(counted.lastPulledAt, lastPulledAt);
  } else counts.set(key, { tag, digest, pulls, lastPulledAt });
}

/** Added up by repository and `key`, in the order of both. */
function summed<Each extends Pulls>(all: readonly Each[], key: (each: Each) => string): Each[] {
  const sums = new Map<string, Each>();
  for (const each of all) {
    const at = `${each.repositoryId} ${key(each)}`;
    const sum = sums.get(at);
    sums.set(at, {
      ...each,
      pulls: each.pulls + (sum?.pulls ?? 0),
      lastPulledAt: Math.max(each.lastPulledAt, sum?.lastPulledAt ?? 0),
    });
  }
  return [...sums.values()].sort(
    (a, b) => a.repositoryId - b.repositoryId || (key(a) < key(b) ? -1 : 1),
  );
}
