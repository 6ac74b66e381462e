import type { Database, OutboxTables } from '@slipway/database';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { readJobTopics } from '../jobs/job-counts.ts';
import type { JobObserver } from '../jobs/job-observer.ts';
import type { JobTables } from '../jobs/job-tables.ts';
import type { MetricsSnapshot } from './metrics.ts';

/** Measurements of the process that does jobs. */
export class JobMetrics implements JobObserver {
  readonly #registry = new Registry();
  readonly #jobs: Counter;
  readonly #seconds: Histogram;

  constructor() {
    const registers = [this.#registry];
    this.#jobs = new Counter({
      name: 'slipway_jobs_total',
      help: 'Jobs that ended, by how',
      labelNames: ['job', 'outcome'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'slipway_job_duration_seconds',
      help: 'Time that a job took',
      labelNames: ['job'],
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300, 3600],
      registers,
    });
  }

  ended({ job, outcome, seconds }: Parameters<JobObserver['ended']>[0]): void {
    this.#jobs.inc({ job, outcome });
    this.#seconds.observe({ job }, seconds);
  }

  /** From now on the backlog is measured too, whenever somebody asks. */
  watch(
    database: Database<JobTables & OutboxTables>,
    options: { readonly handled: readonly string[] },
  ): void {
    const backlog = (name: string, help: string) =>
      new Gauge({ name, help, labelNames: ['job'], registers: [this.#registry] });
    const waiting = backlog('slipway_jobs_waiting', 'Jobs that wait for their turn');
    const failed = backlog('slipway_jobs_failed', 'Jobs that failed too often');
    const age = backlog('slipway_jobs_oldest_seconds', 'Age of the oldest job that is not done');
    new Gauge({
      name: 'slipway_jobs_running',
      help: 'Jobs under way',
      labelNames: ['job'],
      registers: [this.#registry],
      async collect() {
        const now = Date.now();
        for (const each of await readJobTopics(database, { ...options, now })) {
          const labels = { job: each.topic };
          this.set(labels, each.running);
          waiting.set(labels, each.waiting);
          failed.set(labels, each.failed);
          age.set(labels, each.oldest === null ? 0 : Math.max(0, (now - each.oldest) / 1000));
        }
      },
    });
  }

  async snapshot(): Promise<MetricsSnapshot> {
    return await this.#registry.getMetricsAsJSON();
  }
}
