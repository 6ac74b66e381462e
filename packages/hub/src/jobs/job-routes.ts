import { type FailedJob, type JobTopic, jobRoutes, type PeriodicJobState } from '@slipway/api';
import type { Selectable } from 'kysely';
import type { HubRequest } from '../api/hub-request.ts';
import { implement, type RouteDefinition } from '../api/hub-router.ts';
import { pageAnswer, pageOfRows, pageQuery } from '../api/paging.ts';
import { ProblemError } from '../api/problem-error.ts';
import type { HubServices } from '../hub-services.ts';
import type { JobHandler, PeriodicJob } from './job.ts';
import { discardFailedJob, retryFailedJob } from './job-commands.ts';
import { readJobTopics } from './job-counts.ts';
import type { FailedJobRow, PeriodicJobRow } from './job-tables.ts';
import { runPeriodicJobNow } from './periodic-commands.ts';

/** What this hub does by jobs. */
export interface KnownJobs {
  readonly jobs: readonly JobHandler[];
  readonly periodic: readonly PeriodicJob[];
}

/** Jobs as administrators see them. `known` is asked for when a request needs it. */
export function jobAreaRoutes(
  { database, clock }: HubServices,
  known: () => KnownJobs,
): RouteDefinition[] {
  return [
    implement(jobRoutes.list, async () => {
      const handled = known().jobs.map(({ topic }) => topic);
      const topics = await readJobTopics(database, { handled, now: clock() });
      const shown = topics.map(
        ({ oldest, topic, ...counts }): JobTopic => ({
          topic,
          is_handled: handled.includes(topic),
          ...counts,
          oldest: time(oldest),
        }),
      );
      return { status: 200, body: { topics: shown } };
    }),
    implement(jobRoutes.failed, async (request) => {
      const query = pageQuery(request);
      const topic = request.query.get('topic');
      const wanted = database.query
        .selectFrom('hub_failed_jobs')
        .$if(topic !== null, (narrowed) => narrowed.where('topic', '=', topic ?? ''));
      const [rows, count] = await pageOfRows(
        query,
        wanted,
        wanted.selectAll().orderBy('id', 'desc'),
      );
      const found = { count, results: rows.map(shownFailure) };
      return { status: 200, body: pageAnswer(request, query, found) };
    }),
    implement(jobRoutes.retry, async (request) => {
      const id = jobId(request);
      if (!(await database.run(retryFailedJob, { id }))) throw unknownJob();
      return { status: 202 };
    }),
    implement(jobRoutes.discard, async (request) => {
      const id = jobId(request);
      if (!(await database.run(discardFailedJob, { id }))) throw unknownJob();
      return { status: 204 };
    }),
    implement(jobRoutes.periodic, async () => {
      const rows = await database.query.selectFrom('hub_periodic_jobs').selectAll().execute();
      const byName = new Map(rows.map((row) => [row.name, row]));
      const now = clock();
      const jobs = known().periodic.map((job) => shownPeriodic(job, byName.get(job.name), now));
      return { status: 200, body: { jobs } };
    }),
    implement(jobRoutes.run, async (request) => {
      const name = request.param('job_name');
      const isKnown = known().periodic.some((job) => job.name === name);
      if (!isKnown || !(await database.run(runPeriodicJobNow, { name, now: clock() }))) {
        throw new ProblemError(404, `there is no periodic job ${name}`);
      }
      return { status: 202 };
    }),
  ];
}

function jobId(request: HubRequest): number {
  const text = request.param('job_id');
  if (!/^\d{1,15}$/.test(text)) throw unknownJob();
  return Number(text);
}

function unknownJob(): ProblemError {
  return new ProblemError(404, 'there is no such failed job (any more)');
}

function shownFailure(row: Selectable<FailedJobRow>): FailedJob {
  return {
    id: row.id,
    topic: row.topic,
    key: row.key,
    payload: JSON.parse(row.payload),
    attempts: row.attempts,
    error: row.error,
    created_at: new Date(row.created_at).toISOString(),
    failed_at: new Date(row.failed_at).toISOString(),
  };
}

function shownPeriodic(
  { name, about, everyMs }: PeriodicJob,
  row: PeriodicJobRow | undefined,
  now: number,
): PeriodicJobState {
  const started = row?.last_started_at ?? null;
  const finished = row?.last_finished_at ?? null;
  const isRunning = (row?.held_until ?? 0) > now;
  return {
    name,
    about,
    every_seconds: everyMs / 1000,
    is_running: isRunning,
    next_at: time(row?.next_at ?? null),
    last_started_at: time(started),
    last_finished_at: time(finished),
    last_duration_ms:
      isRunning || started === null || finished === null ? null : Math.max(0, finished - started),
    last_outcome: row?.last_outcome ?? null,
    last_result: row?.last_result ?? null,
  };
}

function time(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
