import type { Generated, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Command } from './database.ts';
import { engineOf } from './engine-of.ts';
import type { MigrationSet } from './migration.ts';

/**
 * What is to follow a change, written in the change's own transaction: delivered at least once, in
 * no order that may be relied on. Until a topic has a consumer its items wait, and can be read with
 * `query.selectFrom('outbox')` and deleted with {@link pruneOutbox}.
 */
export interface OutboxTables {
  outbox: {
    id: Generated<number>;
    topic: string;
    key: string;
    payload: string;
    created_at: number;
    available_at: number;
    attempts: number;
    claimed_until: number | null;
    last_error: string | null;
  };
}

export interface OutboxMessage {
  /** Which consumer it is for: `registry.pushed`. */
  readonly topic: string;
  /** What it is about, for people and for consumers that join items: `kirtan/my-app`. */
  readonly key: string;
  /** Kept as JSON. */
  readonly payload: unknown;
  /** Unix milliseconds before which nobody gets it; at once by default. */
  readonly availableAt?: number;
}

export interface OutboxItem {
  readonly id: number;
  readonly topic: string;
  readonly key: string;
  readonly payload: unknown;
  readonly createdAt: number;
  /** 1 at the first claim. Names this claim in {@link retryOutbox}. */
  readonly attempts: number;
}

/** Adds an item; call it inside a command. It exists if and only if the command is committed. */
export async function appendToOutbox<Tables extends OutboxTables>(
  transaction: Transaction<Tables>,
  message: OutboxMessage,
): Promise<void> {
  const now = Date.now();
  await (transaction as unknown as Transaction<OutboxTables>)
    .insertInto('outbox')
    .values({
      topic: message.topic,
      key: message.key,
      payload: JSON.stringify(message.payload ?? null),
      created_at: now,
      available_at: message.availableAt ?? now,
      attempts: 0,
      claimed_until: null,
      last_error: null,
    })
    .execute();
}

export interface ClaimOutbox {
  readonly topic: string;
  readonly limit: number;
  /** After so long without `done` or `retry` the items are given to another. */
  readonly leaseMs: number;
  /** Unix milliseconds; the clock of the process that runs the command by default. */
  readonly now?: number;
}

/** Takes up to `limit` items for `leaseMs`, oldest first. Several nodes may ask at once. */
export const claimOutbox: Command<OutboxTables, ClaimOutbox, OutboxItem[]> = {
  name: 'database.claim-outbox',
  // Rows locked by another claim are skipped, so nothing is there to serialize.
  isolation: 'read committed',
  async execute(transaction, { topic, limit, leaseMs, now = Date.now() }) {
    let free = transaction
      .selectFrom('outbox')
      .select('id')
      .where('topic', '=', topic)
      .where('available_at', '<=', now)
      .where((where) =>
        where.or([where('claimed_until', 'is', null), where('claimed_until', '<=', now)]),
      )
      .orderBy('available_at')
      .orderBy('id')
      .limit(limit);
    if (engineOf(transaction) === 'postgresql') free = free.forUpdate().skipLocked();
    const ids = (await free.execute()).map(({ id }) => id);
    if (ids.length === 0) return [];
    const rows = await transaction
      .updateTable('outbox')
      .set({ claimed_until: now + leaseMs, attempts: sql<number>`attempts + 1` })
      .where('id', 'in', ids)
      .returning(['id', 'topic', 'key', 'payload', 'created_at as createdAt', 'attempts'])
      .execute();
    return rows
      .map((row) => ({ ...row, payload: JSON.parse(row.payload) as unknown }))
      .sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
  },
};

/** Deletes items that have been dealt with. Ids no longer there are fine. */
export const completeOutbox: Command<OutboxTables, { readonly ids: readonly number[] }, void> = {
  name: 'database.complete-outbox',
  isolation: 'read committed',
  async execute(transaction, { ids }) {
    if (ids.length === 0) return;
    await transaction.deleteFrom('outbox').where('id', 'in', ids).execute();
  },
};

export interface RetryOutbox {
  readonly id: number;
  /** As claimed: a claim whose lease ran out changes nothing any more. */
  readonly attempts: number;
  /** Unix milliseconds of the next try. */
  readonly at: number;
  readonly error: string;
}

/** Gives a claimed item back, to be claimed again at `at`. */
export const retryOutbox: Command<OutboxTables, RetryOutbox, void> = {
  name: 'database.retry-outbox',
  isolation: 'read committed',
  async execute(transaction, { id, attempts, at, error }) {
    await transaction
      .updateTable('outbox')
      .set({ available_at: at, claimed_until: null, last_error: error.slice(0, 2000) })
      .where('id', '=', id)
      .where('attempts', '=', attempts)
      .execute();
  },
};

export interface PruneOutbox {
  /** Items created before this unix time in milliseconds go, claimed or not. */
  readonly createdBefore: number;
  /** At most so many, so that one command stays short. */
  readonly limit: number;
}

/** Deletes the oldest items that nobody dealt with; gives their number. */
export const pruneOutbox: Command<OutboxTables, PruneOutbox, number> = {
  name: 'database.prune-outbox',
  isolation: 'read committed',
  async execute(transaction, { createdBefore, limit }) {
    const old = transaction
      .selectFrom('outbox')
      .select('id')
      .where('created_at', '<', createdBefore)
      .orderBy('id')
      .limit(limit);
    const { numDeletedRows } = await transaction
      .deleteFrom('outbox')
      .where('id', 'in', old)
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  },
};

export const outboxCommands = [claimOutbox, completeOutbox, retryOutbox, pruneOutbox] as const;

export const outboxMigrations: MigrationSet = {
  namespace: 'database',
  migrations: [
    {
      number: 1,
      name: 'outbox',
      async up(database, types) {
        await database.schema
          .createTable('outbox')
          .addColumn('id', types.id)
          .addColumn('topic', types.text, (column) => column.notNull())
          .addColumn('key', types.text, (column) => column.notNull())
          .addColumn('payload', types.json, (column) => column.notNull())
          .addColumn('created_at', types.timestamp, (column) => column.notNull())
          .addColumn('available_at', types.timestamp, (column) => column.notNull())
          .addColumn('attempts', types.bigint, (column) => column.notNull())
          .addColumn('claimed_until', types.timestamp)
          .addColumn('last_error', types.text)
          .execute();
        await database.schema
          .createIndex('outbox_next')
          .on('outbox')
          .columns(['topic', 'available_at', 'id'])
          .execute();
      },
    },
  ],
};
