import { appendToOutbox, type Command, type OutboxTables } from '@slipway/database';
import type { JobTables } from './job-tables.ts';

type Tables = JobTables & OutboxTables;

/** A claim of an item, as `claimOutbox` gave it. */
export interface JobClaim {
  readonly id: number;
  readonly attempts: number;
}

/** Keeps claimed items from being given to another, until then. Claims that ran out stay so. */
export const renewJobs: Command<
  Tables,
  { readonly claims: readonly JobClaim[]; readonly until: number },
  void
> = {
  name: 'hub.renew-jobs',
  isolation: 'read committed',
  async execute(transaction, { claims, until }) {
    for (const { id, attempts } of claims) {
      await transaction
        .updateTable('outbox')
        .set({ claimed_until: until })
        .where('id', '=', id)
        .where('attempts', '=', attempts)
        .execute();
    }
  },
};

/**
 * Gives back whatever was claimed. Only for a database that one process alone takes jobs from: what
 * its forerunner held when it died need not wait for leases to run out.
 */
export const releaseJobs: Command<Tables, null, void> = {
  name: 'hub.release-jobs',
  async execute(transaction) {
    await transaction
      .updateTable('outbox')
      .set({ claimed_until: null })
      .where('claimed_until', 'is not', null)
      .execute();
    await transaction
      .updateTable('hub_periodic_jobs')
      .set({ holder: null, held_until: null })
      .where('holder', 'is not', null)
      .execute();
  },
};

export interface PostponeJob extends JobClaim {
  /** Unix milliseconds of the next try. */
  readonly at: number;
}

/** Gives a claimed item back as if it had not been claimed, to be claimed again at `at`. */
export const postponeJob: Command<Tables, PostponeJob, void> = {
  name: 'hub.postpone-job',
  isolation: 'read committed',
  async execute(transaction, { id, attempts, at }) {
    await transaction
      .updateTable('outbox')
      .set({ available_at: at, claimed_until: null, attempts: attempts - 1 })
      .where('id', '=', id)
      .where('attempts', '=', attempts)
      .execute();
  },
};

export interface ParkJob extends JobClaim {
  readonly error: string;
  readonly now: number;
}

/** Takes an item out of the outbox and keeps it as failed; not where its claim ran out. */
export const parkJob: Command<Tables, ParkJob, boolean> = {
  name: 'hub.park-job',
  async execute(transaction, { id, attempts, error, now }) {
    const [item] = await transaction
      .deleteFrom('outbox')
      .where('id', '=', id)
      .where('attempts', '=', attempts)
      .returning(['topic', 'key', 'payload', 'created_at'])
      .execute();
    if (!item) return false;
    await transaction
      .insertInto('hub_failed_jobs')
      .values({ ...item, attempts, error: error.slice(0, 2000), failed_at: now })
      .execute();
    return true;
  },
};

/** Puts a failed item back, as new; answers whether it was there. */
export const retryFailedJob: Command<Tables, { readonly id: number }, boolean> = {
  name: 'hub.retry-failed-job',
  async execute(transaction, { id }) {
    const [item] = await transaction
      .deleteFrom('hub_failed_jobs')
      .where('id', '=', id)
      .returning(['topic', 'key', 'payload'])
      .execute();
    if (!item) return false;
    const payload: unknown = JSON.parse(item.payload);
    await appendToOutbox(transaction, { topic: item.topic, key: item.key, payload });
    return true;
  },
};

/** Forgets a failed item; answers whether it was there. */
export const discardFailedJob: Command<Tables, { readonly id: number }, boolean> = {
  name: 'hub.discard-failed-job',
  async execute(transaction, { id }) {
    const { numDeletedRows } = await transaction
      .deleteFrom('hub_failed_jobs')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows) > 0;
  },
};
