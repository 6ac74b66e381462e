import type { Generated } from 'kysely';

/** An item of the outbox that failed too often: it waits for an administrator. */
export interface FailedJobRow {
  id: Generated<number>;
  topic: string;
  key: string;
  /** JSON, as the outbox had it. */
  payload: string;
  attempts: number;
  /** What the last try ended with. */
  error: string;
  created_at: number;
  failed_at: number;
}

/** A periodic job as it stands. */
export interface PeriodicJobRow {
  name: string;
  next_at: number;
  /** The process that runs it now, and until when nobody else may. */
  holder: string | null;
  held_until: number | null;
  last_started_at: number | null;
  last_finished_at: number | null;
  last_outcome: 'succeeded' | 'failed' | null;
  /** What it did, or why it failed. */
  last_result: string | null;
}

export interface JobTables {
  hub_failed_jobs: FailedJobRow;
  hub_periodic_jobs: PeriodicJobRow;
}
