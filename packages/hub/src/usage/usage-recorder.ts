import type { Command, Database } from '@slipway/database';
import type { PullObserver } from '@slipway/registry';
import { sql } from 'kysely';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { HubTables } from '../tables.ts';

/** A crash loses at most this many milliseconds of counts; nothing else hangs on them. */
export const usageFlushMilliseconds = 5000;

export interface RecordUsage {
  readonly pulls: readonly { repositoryId: number; pulls: number; lastPulledAt: number }[];
  readonly tokens: readonly { id: string; lastUsedAt: number }[];
}

/** Adds up pulls, and notes when access tokens were last used. */
export const recordUsage: Command<HubTables, RecordUsage, void> = {
  name: 'hub.record-usage',
  // Every statement adds to one row by itself: nothing is there to serialize.
  isolation: 'read committed',
  async execute(transaction, { pulls, tokens }) {
    for (const { repositoryId, pulls: count, lastPulledAt } of pulls) {
      // A repository deleted meanwhile selects no row, and so counts nothing.
      await transaction
        .insertInto('hub_pull_counts')
        .columns(['repository_id', 'pulls', 'last_pulled_at'])
        .expression(
          transaction
            .selectFrom('hub_repositories')
            .select([
              'id',
              sql<number>`cast(${count} as bigint)`.as('pulls'),
              sql<number>`cast(${lastPulledAt} as bigint)`.as('last_pulled_at'),
            ])
            .where('id', '=', repositoryId),
        )
        .onConflict((conflict) =>
          conflict.column('repository_id').doUpdateSet({
            pulls: sql`hub_pull_counts.pulls + excluded.pulls`,
            last_pulled_at: sql`case when excluded.last_pulled_at > hub_pull_counts.last_pulled_at then excluded.last_pulled_at else hub_pull_counts.last_pulled_at end`,
          }),
        )
        .execute();
    }
    for (const { id, lastUsedAt } of tokens) {
      await transaction
        .updateTable('hub_access_tokens')
        .set({ last_used_at: lastUsedAt })
        .where('id', '=', id)
        .where((where) =>
          where.or([where('last_used_at', 'is', null), where('last_used_at', '<', lastUsedAt)]),
        )
        .execute();
    }
  },
};

/**
 * Adds pulls and uses of access tokens up in memory and writes them every few seconds: a row's lock
 * for every pull is what other registries' databases choke on.
 */
export class UsageRecorder implements PullObserver {
  readonly #database: Database<HubTables>;
  readonly #clock: Clock;
  readonly #log: Log;
  #pulls = new Map<number, { pulls: number; lastPulledAt: number }>();
  #tokens = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(options: { database: Database<HubTables>; clock: Clock; log: Log }) {
    this.#database = options.database;
    this.#clock = options.clock;
    this.#log = options.log;
  }

  pulled({ repositoryId }: { readonly repositoryId: number }): void {
    const lastPulledAt = this.#clock();
    const counted = this.#pulls.get(repositoryId);
    if (counted) {
      counted.pulls += 1;
      counted.lastPulledAt = lastPulledAt;
    } else this.#pulls.set(repositoryId, { pulls: 1, lastPulledAt });
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
      await this.#database.run(recordUsage, {
        // In one order everywhere, so that two processes never wait for each other's rows.
        pulls: [...pulls]
          .map(([repositoryId, counted]) => ({ repositoryId, ...counted }))
          .sort((a, b) => a.repositoryId - b.repositoryId),
        tokens: [...tokens]
          .map(([id, lastUsedAt]) => ({ id, lastUsedAt }))
          .sort((a, b) => (a.id < b.id ? -1 : 1)),
      });
    } catch (error) {
      this.#log.warn({ err: error }, 'pull counts could not be written; they are tried again');
      this.#restore(pulls, tokens);
    }
  }

  #restore(
    pulls: ReadonlyMap<number, { pulls: number; lastPulledAt: number }>,
    tokens: ReadonlyMap<string, number>,
  ): void {
    for (const [id, old] of pulls) {
      const newer = this.#pulls.get(id);
      this.#pulls.set(id, newer ? { ...newer, pulls: newer.pulls + old.pulls } : { ...old });
    }
    for (const [id, at] of tokens) if (!this.#tokens.has(id)) this.#tokens.set(id, at);
    this.#schedule();
  }
}
