import { arch, freemem, platform, release, totalmem } from 'node:os';
import type { HubHealth } from '@slipway/api';
import { sql } from 'kysely';
import type { HubServices } from '../hub-services.ts';
import { hubVersion } from '../version.ts';

/** Less free disk than this is a problem before it is an error. */
const leastFree = 1024 ** 3;
/** A part that does not answer for so long does not work. */
const patience = 5000;

/** Whether the parts of the hub work, asked now. */
export async function hubHealth(services: HubServices): Promise<HubHealth> {
  const { database, content, operations, clock } = services;
  const [databasePart, engine, store, disk, processes, jobs] = await Promise.all([
    checked(() => database.check()),
    engineFacts(services),
    checked(() => content.check()),
    diskFacts(services),
    operations.processes(),
    jobCounts(services),
  ]);
  const ok = databasePart.ok && store.ok && disk.problem === null && jobs.failing === 0;
  return {
    ok: ok && processes.workersRunning >= processes.workersWanted,
    version: hubVersion,
    node: process.version,
    platform: `${platform()} ${release()} ${arch()}`,
    started_at: new Date(processes.startedAt).toISOString(),
    uptime_seconds: Math.max(0, Math.floor((clock() - processes.startedAt) / 1000)),
    workers: {
      wanted: processes.workersWanted,
      running: processes.workersRunning,
      restarts: processes.workerRestarts,
    },
    database: { ...databasePart, ...engine },
    store,
    disk,
    memory: { used: totalmem() - freemem(), total: totalmem() },
    jobs,
  };
}

async function checked(check: () => Promise<unknown>) {
  const startedAt = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const fail = () => reject(new Error(`no answer within ${patience / 1000} seconds`));
    timer = setTimeout(fail, patience);
  });
  try {
    await Promise.race([check(), late]);
    return { ok: true, milliseconds: since(startedAt), problem: null };
  } catch (error) {
    return { ok: false, milliseconds: since(startedAt), problem: (error as Error).message };
  } finally {
    clearTimeout(timer);
  }
}

function since(startedAt: number): number {
  return Math.round((performance.now() - startedAt) * 10) / 10;
}

async function engineFacts({ database }: HubServices) {
  const { engine, query } = database;
  const text =
    engine === 'sqlite'
      ? sql<{ version: string; size: number }>`
          select sqlite_version() as version, page_count * page_size as size
          from pragma_page_count(), pragma_page_size()`
      : sql<{ version: string; size: number }>`
          select current_setting('server_version') as version,
            pg_database_size(current_database()) as size`;
  try {
    const { rows } = await text.execute(query);
    return { engine, version: rows[0]?.version ?? '', size: Number(rows[0]?.size ?? 0) };
  } catch {
    // The check beside says why.
    return { engine, version: '', size: null };
  }
}

async function diskFacts({ operations }: HubServices): Promise<HubHealth['disk']> {
  try {
    const disk = await operations.disk();
    if (!disk) return { free: null, total: null, problem: null };
    const problem =
      disk.free < leastFree ? 'less than 1 GiB is free: collect garbage, or add space' : null;
    return { ...disk, problem };
  } catch (error) {
    return { free: null, total: null, problem: (error as Error).message };
  }
}

async function jobCounts({ database, clock }: HubServices): Promise<HubHealth['jobs']> {
  const [waiting, failing] = await Promise.all([
    database.query
      .selectFrom('outbox' as never)
      .select((select) => select.fn.countAll<number>().as('count'))
      .where(sql<boolean>`available_at <= ${clock()}`)
      .executeTakeFirstOrThrow(),
    database.query
      .selectFrom('hub_failed_jobs')
      .select((select) => select.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow(),
  ]);
  return { waiting: Number(waiting.count), failing: Number(failing.count) };
}
