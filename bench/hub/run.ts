import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSlipway } from '../build-slipway.ts';
import { describeMachine } from '../registry/machine.ts';
import { writeResults } from '../results-file.ts';
import { startHub } from './hub-process.ts';
import { madeRepositories } from './hub-rows.ts';
import { measure, type Times } from './measure.ts';
import { type Engine, engines, type Options, readOptions, usage } from './options.ts';
import { measurePages } from './pages.ts';
import { startBenchPostgres } from './postgres.ts';
import { measurePulls } from './pulls.ts';
import { type EngineResults, heading, resultsPage, resultTables } from './report.ts';
import { measuredRequests } from './requests.ts';
import { seedPostgresql } from './seed-postgresql.ts';
import { seedSqlite } from './seed-sqlite.ts';

const options = readOptions(process.argv.slice(2));
if (options === 'help') console.log(usage);
else await run(options);

async function run(chosen: Options): Promise<void> {
  // The pages are measured as users get them.
  buildSlipway();
  const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-hub-'));
  const machine = describeMachine(folder, ['postgresql-15']);
  try {
    const results: EngineResults[] = [];
    for (const engine of chosen.engines) results.push(await runEngine(engine, chosen, folder));
    const pages = await measurePages(chosen.quick ? 1 : 5);
    console.log(`\n${resultTables(results, pages)}`);
    if (chosen.quick || chosen.engines.length < engines.length) return;
    writeResults(heading, resultsPage({ machine, results, pages, options: chosen }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runEngine(engine: Engine, chosen: Options, parent: string): Promise<EngineResults> {
  const folder = join(parent, engine);
  const postgres = engine === 'postgresql' ? await startBenchPostgres() : undefined;
  try {
    const hub = { folder, database: postgres?.url };
    // Its first start makes the tables.
    await (await startHub(hub)).stop();
    const began = performance.now();
    if (postgres) await seedPostgresql(postgres.url, chosen);
    else seedSqlite(join(folder, 'data', 'slipway.db'), chosen);
    const seedSeconds = (performance.now() - began) / 1000;
    console.log(`${engine}: ${chosen.repositories} repositories in ${seedSeconds.toFixed(0)} s`);
    const times = await measureTimes(hub, chosen);
    const pulls = await measurePulls({
      ...{ ...hub, clients: chosen.quick ? [4] : [1, 16], rounds: chosen.quick ? 1 : 9 },
    });
    return { engine, times, pulls, seedSeconds };
  } finally {
    await postgres?.stop();
  }
}

async function measureTimes(
  hub: { readonly folder: string; readonly database: string | undefined },
  chosen: Options,
): Promise<Times[]> {
  const first = [...madeRepositories({ repositories: 2, tags: 2 })][0]?.name ?? '';
  const server = await startHub(hub);
  const times: Times[] = [];
  const { repositories } = chosen;
  const requests = measuredRequests({ count: chosen.quick ? 20 : 200, repositories });
  try {
    for (const { name, paths } of requests) {
      const real = paths.map((path) => path.replace('{first}', first));
      const figures = await measure(server.origin, { name, paths: real });
      console.log(`  ${name}: p50 ${figures.p50.toFixed(1)}, p95 ${figures.p95.toFixed(1)} ms`);
      times.push(figures);
    }
  } finally {
    await server.stop();
  }
  return times;
}
