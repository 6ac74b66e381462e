import type { Command } from '@slipway/database';
import type { JobTables, PeriodicJobRow } from './job-tables.ts';

export interface AddPeriodicJobs {
  readonly jobs: readonly {
    readonly name: string;
    /** When it is to run first; not later than this where it is known already. */
    readonly at: number;
    /** No run is further away than this, whatever an earlier version waited for. */
    readonly latest: number;
  }[];
}

/** Makes rows for jobs that have none. */
export const addPeriodicJobs: Command<JobTables, AddPeriodicJobs, void> = {
  name: 'hub.add-periodic-jobs',
  async execute(transaction, { jobs }) {
    for (const { name, at, latest } of jobs) {
      await transaction
        .insertInto('hub_periodic_jobs')
        .values({
          name,
          next_at: at,
          holder: null,
          held_until: null,
          last_started_at: null,
          last_finished_at: null,
          last_outcome: null,
          last_result: null,
        })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .execute();
      await transaction
        .updateTable('hub_periodic_jobs')
        .set({ next_at: latest })
        .where('name', '=', name)
        .where('next_at', '>', latest)
        .execute();
    }
  },
};

interface Holding {
  readonly name: string;
  readonly holder: string;
}

export interface BeginPeriodicJob extends Holding {
  readonly now: number;
  readonly until: number;
}

/** Takes a job that is due; answers whether it is this holder's to run. */
export const beginPeriodicJob: Command<JobTables, BeginPeriodicJob, boolean> = {
  name: 'hub.begin-periodic-job',
  async execute(transaction, { name, holder, now, until }) {
    const { numUpdatedRows } = await transaction
      .updateTable('hub_periodic_jobs')
      .set({ holder, held_until: until, last_started_at: now })
      .where('name', '=', name)
      .where('next_at', '<=', now)
      .where((where) => where.or([where('held_until', 'is', null), where('held_until', '<=', now)]))
      .executeTakeFirstOrThrow();
    return Number(numUpdatedRows) > 0;
  },
};

/** Goes on holding a job. */
export const renewPeriodicJob: Command<JobTables, Holding & { readonly until: number }, void> = {
  name: 'hub.renew-periodic-job',
  async execute(transaction, { name, holder, until }) {
    await transaction
      .updateTable('hub_periodic_jobs')
      .set({ held_until: until })
      .where('name', '=', name)
      .where('holder', '=', holder)
      .execute();
  },
};

export interface EndPeriodicJob extends Holding {
  readonly now: number;
  readonly nextAt: number;
  readonly outcome: NonNullable<PeriodicJobRow['last_outcome']>;
  readonly result: string;
}

/** Notes how a run ended, and when the next one is due. A run asked for meanwhile stays due. */
export const endPeriodicJob: Command<JobTables, EndPeriodicJob, void> = {
  name: 'hub.end-periodic-job',
  async execute(transaction, { name, holder, now, nextAt, outcome, result }) {
    const row = await transaction
      .selectFrom('hub_periodic_jobs')
      .select(['next_at', 'last_started_at'])
      .where('name', '=', name)
      .where('holder', '=', holder)
      .executeTakeFirst();
    if (!row) return;
    const askedMeanwhile = row.next_at > (row.last_started_at ?? 0) && row.next_at <= now;
    await transaction
      .updateTable('hub_periodic_jobs')
      .set({
        holder: null,
        held_until: null,
        last_finished_at: now,
        last_outcome: outcome,
        last_result: result.slice(0, 2000),
        next_at: askedMeanwhile ? row.next_at : nextAt,
      })
      .where('name', '=', name)
      .execute();
  },
};

/** Makes a job due now; answers whether there is one of that name. */
export const runPeriodicJobNow: Command<
  JobTables,
  { readonly name: string; readonly now: number },
  boolean
> = {
  name: 'hub.run-periodic-job-now',
  async execute(transaction, { name, now }) {
    const { numUpdatedRows } = await transaction
      .updateTable('hub_periodic_jobs')
      .set({ next_at: now })
      .where('name', '=', name)
      .executeTakeFirstOrThrow();
    return Number(numUpdatedRows) > 0;
  },
};
