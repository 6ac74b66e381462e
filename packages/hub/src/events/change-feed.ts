import type { Database } from '@slipway/database';
import type { AuditTables } from '../audit/audit-tables.ts';
import type { Log } from '../ports/log.ts';

/** A change as the audit log has it. */
export interface Change {
  readonly id: number;
  readonly namespaceId: number;
  readonly repositoryId: number | null;
  readonly action: string;
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly at: number;
}

export interface ChangeFeedOptions {
  readonly database: Database<AuditTables>;
  readonly log: Log;
  /** Milliseconds between looks (1000). */
  readonly pollMs?: number;
}

/**
 * On PostgreSQL a transaction may commit after one that took a higher id. So much of what was looked at
 * is looked at again, that one would have to stay open for ten looks to be missed.
 */
const looksBack = 10;
/** At the first look, what is not committed yet is at most so many ids behind. */
const idsBack = 200;
const mostAtOnce = 1000;

/**
 * Tells of changes as they are noted, whichever worker or node made them: by one query a second, and
 * only while somebody listens.
 */
export class ChangeFeed {
  readonly #options: ChangeFeedOptions;
  readonly #listeners = new Set<(change: Change) => void>();
  /** The newest ids of the last looks, the oldest first. */
  #looks: number[] = [];
  #seen = new Set<number>();
  #timer: NodeJS.Timeout | undefined;
  #running = false;

  constructor(options: ChangeFeedOptions) {
    this.#options = options;
  }

  /** Tells `listener` of every change from now on, until the function that it gives is called. */
  async listen(listener: (change: Change) => void): Promise<() => void> {
    if (!this.#running) {
      this.#running = true;
      await this.#begin();
    }
    this.#listeners.add(listener);
    return () => this.#leave(listener);
  }

  #leave(listener: (change: Change) => void): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0) return;
    this.#running = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #begin(): Promise<void> {
    const row = await this.#options.database.query
      .selectFrom('hub_audit_events')
      .select((select) => select.fn.max('id').as('newest'))
      .executeTakeFirst();
    const newest = Number(row?.newest ?? 0);
    const floor = this.#options.database.engine === 'sqlite' ? newest : newest - idsBack;
    this.#looks = [floor];
    this.#seen = new Set((await this.#after(floor)).map(({ id }) => id));
    this.#schedule();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (!this.#running) return;
    this.#timer = setTimeout(() => void this.#look(), this.#options.pollMs ?? 1000).unref();
  }

  async #look(): Promise<void> {
    try {
      const floor = this.#looks[0] ?? 0;
      const changes = await this.#after(floor);
      for (const change of changes) {
        if (this.#seen.has(change.id)) continue;
        this.#seen.add(change.id);
        for (const listener of this.#listeners) listener(change);
      }
      this.#moveOn(changes.at(-1)?.id ?? floor, changes.length === mostAtOnce);
    } catch (err) {
      this.#options.log.warn({ err }, 'changes cannot be looked for; it is tried again');
    }
    this.#schedule();
  }

  /** Where more came than one look takes, the next one begins behind it. */
  #moveOn(newest: number, full: boolean): void {
    const kept = this.#options.database.engine === 'sqlite' || full ? 1 : looksBack;
    this.#looks = [...this.#looks, newest].slice(-kept);
    const floor = this.#looks[0] ?? 0;
    for (const id of this.#seen) if (id <= floor) this.#seen.delete(id);
  }

  async #after(id: number): Promise<Change[]> {
    const rows = await this.#options.database.query
      .selectFrom('hub_audit_events')
      .select(['id', 'namespace_id', 'repository_id', 'action', 'name', 'data', 'at'])
      .where('id', '>', id)
      .orderBy('id')
      .limit(mostAtOnce)
      .execute();
    return rows.map(changeOf);
  }
}

/** A row of the audit log as a change. */
export function changeOf(row: {
  id: number;
  namespace_id: number;
  repository_id: number | null;
  action: string;
  name: string;
  data: string;
  at: number;
}): Change {
  return {
    id: row.id,
    namespaceId: row.namespace_id,
    repositoryId: row.repository_id,
    action: row.action,
    name: row.name,
    data: JSON.parse(row.data) as Change['data'],
    at: row.at,
  };
}
