import type { Database, OutboxTables } from '@slipway/database';
import { sql } from 'kysely';
import type { JobTables } from './job-tables.ts';

/** How the jobs of one topic stand. */
export interface JobTopicCounts {
  readonly topic: string;
  readonly waiting: number;
  readonly running: number;
  readonly failed: number;
  /** When the oldest that is not done was asked for. */
  readonly oldest: number | null;
}

/** Every topic that is handled or has items, by name. */
export async function readJobTopics(
  database: Database<JobTables & OutboxTables>,
  { handled, now }: { readonly handled: readonly string[]; readonly now: number },
): Promise<JobTopicCounts[]> {
  const [pending, failed] = await Promise.all([
    database.query
      .selectFrom('outbox')
      .select((select) => [
        'topic',
        select.fn.countAll<number>().as('all'),
        sql<number>`sum(case when claimed_until > ${now} then 1 else 0 end)`.as('running'),
        select.fn.min('created_at').as('oldest'),
      ])
      .groupBy('topic')
      .execute(),
    database.query
      .selectFrom('hub_failed_jobs')
      .select((select) => ['topic', select.fn.countAll<number>().as('failed')])
      .groupBy('topic')
      .execute(),
  ]);
  const byTopic = new Map(pending.map((row) => [row.topic, row]));
  const failures = new Map(failed.map((row) => [row.topic, Number(row.failed)]));
  const topics = new Set([...handled, ...byTopic.keys(), ...failures.keys()]);
  return [...topics].sort().map((topic) => {
    const row = byTopic.get(topic);
    const running = Number(row?.running ?? 0);
    return {
      topic,
      waiting: Number(row?.all ?? 0) - running,
      running,
      failed: failures.get(topic) ?? 0,
      oldest: row ? Number(row.oldest) : null,
    };
  });
}
