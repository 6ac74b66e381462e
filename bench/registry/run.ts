// `npm run bench:registry`: Slipway beside Debian's docker-registry, and nginx as the limit.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSlipway } from '../build-slipway.ts';
import { writeResults } from '../results-file.ts';
import { fullAmounts, quickAmounts } from './amounts.ts';
import { Bench, type Seeds } from './bench.ts';
import { describeMachine } from './machine.ts';
import { isWholeRun, type PeerName, readOptions, usage } from './options.ts';
import { MemoryWatch } from './process-memory.ts';
import { summarizeProfiles } from './profile.ts';
import { medianOf, missedAims, resultTable, spreadTable } from './report.ts';
import { heading, resultsPage } from './results-page.ts';
import { type Results, type Row, registries } from './row.ts';
import { roundRows } from './rows.ts';
import { singleRows } from './single-rows.ts';
import { warmUp } from './warm-up.ts';

const here = import.meta.dirname;

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') {
    console.log(usage);
    return;
  }
  if (options.peers.includes('slipway')) buildSlipway();
  const work = join(here, '../.work');
  mkdirSync(work, { recursive: true });
  const folder = mkdtempSync(join(work, 'registry-'));
  // Kept for whoever wants to look deeper, until the next run.
  const profiles = join(work, 'profiles');
  rmSync(profiles, { recursive: true, force: true });
  const machine = describeMachine(folder, ['docker-registry', 'nginx', 'wrk']);
  const began = performance.now();
  const amounts = options.quick ? quickAmounts : fullAmounts;
  const bench = await Bench.create(options, amounts, { folder, profiles });
  onInterrupt(async () => {
    await bench.close();
    rmSync(folder, { recursive: true, force: true });
  });
  try {
    const results = await measure(bench);
    const table = resultTable(results);
    console.log(`\n${table}\n`);
    for (const row of missedAims(results)) console.log(`aim missed: ${row.name}`);
    if (options.profile) console.log(summarizeProfiles(profiles));
    if (isWholeRun(options)) {
      const minutes = (performance.now() - began) / 60_000;
      const page = resultsPage({ machine, table, spread: spreadTable(results), options, minutes });
      writeResults(heading, page);
    }
  } finally {
    await bench.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(bench: Bench): Promise<Results> {
  const results: Results = new Map();
  await bench.startAll();
  console.error('seeding and warming up …');
  const seeds = await bench.seed();
  await warmUp(bench, seeds);
  const watches = bench.registries.map(
    (peer) => [peer.name, new MemoryWatch(peer.pid, 500)] as const,
  );
  const rows = roundRows(bench, seeds).filter(({ name }) => name.includes(bench.options.only));
  for (let round = 0; round < bench.options.rounds; round += 1) {
    for (const row of rows) await measureRow(bench, { row, round, results });
  }
  if (rows.length > 0) {
    const row = peakMemoryRow();
    results.set(row, new Map());
    for (const [name, watch] of watches) {
      results.get(row)?.set(name, [(await watch.stop()) / 1024 ** 2]);
    }
  } else {
    for (const [, watch] of watches) await watch.stop();
  }
  await bench.stopAll();
  await measureSingles(bench, seeds, results);
  return results;
}

async function measureSingles(bench: Bench, seeds: Seeds, results: Results): Promise<void> {
  const rows = singleRows(bench, seeds).filter(({ name }) => name.includes(bench.options.only));
  for (const row of rows) await measureRow(bench, { row, round: 0, results });
}

interface Measurement {
  readonly row: Row;
  readonly round: number;
  readonly results: Results;
}

async function measureRow(bench: Bench, { row, round, results }: Measurement): Promise<void> {
  const peers = bench.peers.filter(({ name }) => row.peers.includes(name));
  if (peers.length === 0) return;
  const values = results.get(row) ?? new Map<PeerName, number[]>();
  results.set(row, values);
  const measurePeer = await row.round(round);
  // Each round begins with another peer, so that none always comes first.
  const first = round % peers.length;
  for (const peer of [...peers.slice(first), ...peers.slice(0, first)]) {
    const value = await measurePeer(peer);
    if (!Number.isFinite(value)) throw new Error(`${row.name}: ${peer.name} gave no figure`);
    values.set(peer.name, [...(values.get(peer.name) ?? []), value]);
  }
  const said = [...values].map(([name, all]) => `${name} ${medianOf(all).toFixed(1)}`);
  console.error(`round ${round + 1}  ${row.name}: ${said.join(', ')} ${row.unit}`);
}

function peakMemoryRow(): Row {
  return {
    name: 'peak memory of all rows above',
    unit: 'MiB',
    peers: registries,
    round: () => Promise.reject(new Error('measured beside the other rows')),
  };
}

function onInterrupt(cleanUp: () => Promise<void>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      cleanUp().finally(() => process.exit(130));
    });
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exitCode = 1;
});
