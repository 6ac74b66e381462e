import { z } from 'zod';
import { pageQuerySchema, pageSchema } from './page.ts';
import { byAdministrator } from './route-access.ts';
import { contract } from './route-contract.ts';

const count = z.number().int();
const time = z.iso.datetime();

/** How the jobs of one topic stand. */
export const jobTopicSchema = z.object({
  topic: z.string(),
  /** Whether this hub has something that handles it. */
  is_handled: z.boolean(),
  waiting: count,
  running: count,
  failed: count,
  /** When the oldest that is not done was asked for. */
  oldest: time.nullable(),
});

export const failedJobSchema = z.object({
  id: count,
  topic: z.string(),
  key: z.string(),
  /** What it is to do. */
  payload: z.unknown(),
  attempts: count,
  error: z.string(),
  created_at: time,
  failed_at: time,
});

export const periodicJobSchema = z.object({
  name: z.string(),
  about: z.string(),
  every_seconds: z.number(),
  is_running: z.boolean(),
  next_at: time.nullable(),
  last_started_at: time.nullable(),
  last_finished_at: time.nullable(),
  last_duration_ms: count.nullable(),
  last_outcome: z.enum(['succeeded', 'failed']).nullable(),
  last_result: z.string().nullable(),
});

export const failedJobPageSchema = pageSchema(failedJobSchema);

export type JobTopic = z.infer<typeof jobTopicSchema>;
export type FailedJob = z.infer<typeof failedJobSchema>;
export type PeriodicJobState = z.infer<typeof periodicJobSchema>;

const common = { tag: 'Jobs', access: byAdministrator } as const;
const failed = '/v2/jobs/failed';
const periodic = '/v2/jobs/periodic';

/** What the hub does beside answering requests; for administrators. */
export const jobRoutes = {
  list: contract({
    ...common,
    id: 'job.list',
    method: 'GET',
    path: '/v2/jobs',
    summary: 'List jobs by topic',
    answers: {
      200: { description: 'Every topic', schema: z.object({ topics: z.array(jobTopicSchema) }) },
    },
  }),
  failed: contract({
    ...common,
    id: 'job.failed',
    method: 'GET',
    path: failed,
    summary: 'List jobs that failed too often, the newest first',
    query: pageQuerySchema.extend({ topic: z.string().optional() }),
    answers: { 200: { description: 'A page of failed jobs', schema: failedJobPageSchema } },
  }),
  retry: contract({
    ...common,
    id: 'job.retry',
    method: 'POST',
    path: `${failed}/{job_id}/retry`,
    summary: 'Have a failed job done again',
    answers: { 202: { description: 'It waits for its turn' } },
  }),
  discard: contract({
    ...common,
    id: 'job.discard',
    method: 'DELETE',
    path: `${failed}/{job_id}`,
    summary: 'Forget a failed job',
    answers: { 204: { description: 'Forgotten' } },
  }),
  periodic: contract({
    ...common,
    id: 'job.periodic',
    method: 'GET',
    path: periodic,
    summary: 'List what is done now and then',
    answers: {
      200: {
        description: 'Every periodic job',
        schema: z.object({ jobs: z.array(periodicJobSchema) }),
      },
    },
  }),
  run: contract({
    ...common,
    id: 'job.run',
    method: 'POST',
    path: `${periodic}/{job_name}/run`,
    summary: 'Run a periodic job now',
    answers: { 202: { description: 'It begins within a second or two' } },
  }),
};
