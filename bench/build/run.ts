// `npm run bench:build`: Slipway beside BuildKit (by two clients) and Buildah, on the same contexts.
import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { standInImage } from '../../tests/support/base-images.ts';
import { runCommand } from '../../tests/support/run-command.ts';
import { buildSlipway } from '../build-slipway.ts';
import { describeMachine } from '../registry/machine.ts';
import { writeResults } from '../results-file.ts';
import { peakMemory } from './build-memory.ts';
import { startBuildah } from './contestants/buildah.ts';
import type { Contestant } from './contestants/contestant.ts';
import { startDocker } from './contestants/docker.ts';
import { startSlipway } from './contestants/slipway.ts';
import {
  heading,
  missedAims,
  type Result,
  type Results,
  resultsPage,
  resultTable,
} from './report.ts';
import { type Workload, workloads } from './workloads.ts';

const here = import.meta.dirname;

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    only: { type: 'string', default: '' },
    builders: { type: 'string', default: 'slipway,docker,buildah' },
  },
});

async function main(): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error('dockerd and Buildah on overlay want root');
  if (options.builders.includes('slipway')) buildSlipway();
  const work = join(here, '../.work');
  mkdirSync(work, { recursive: true });
  const folder = mkdtempSync(join(work, 'build-'));
  const machine = describeMachine(folder, ['docker.io', 'buildah', 'runc']);
  const began = performance.now();
  const contestants: Contestant[] = [];
  try {
    contestants.push(...(await startContestants(folder)));
    const results: Results = new Map();
    const rounds = Number(options.rounds);
    const chosen = workloads.filter(({ name }) => name.includes(options.only));
    for (const workload of chosen)
      await measure({ workload, contestants, folder, rounds }, results);
    const table = resultTable(results, contestants);
    console.log(`\n${table}\n`);
    for (const missed of missedAims(results)) console.log(`aim missed: ${missed}`);
    if (options.only === '' && contestants.length === 4) {
      const minutes = (performance.now() - began) / 60_000;
      writeResults(heading, resultsPage({ machine, results, contestants, rounds, minutes }));
    }
  } finally {
    for (const contestant of contestants) await contestant.stop();
    // Buildah's and dockerd's folders hold mounts that may outlive them by a moment.
    const unmount = `umount -l $(grep -o "${folder}[^ ]*" /proc/mounts | sort -r) 2>/dev/null`;
    await runCommand('sh', ['-c', `${unmount}; rm -rf ${folder}`], { timeout: 600_000 });
  }
}

async function startContestants(folder: string): Promise<readonly Contestant[]> {
  const base = await standInImage('debian');
  const wanted = options.builders.split(',');
  const started: Contestant[] = [];
  if (wanted.includes('slipway')) started.push(await startSlipway(folder, base));
  if (wanted.includes('docker')) started.push(...(await startDocker(folder, base)));
  if (wanted.includes('buildah')) started.push(await startBuildah(folder, base));
  return started;
}

interface Measurement {
  readonly workload: Workload;
  readonly contestants: readonly Contestant[];
  readonly folder: string;
  readonly rounds: number;
}

/** One contestant after the other in each round; each has a context of its own with the same files. */
async function measure(
  { workload, contestants, folder, rounds }: Measurement,
  results: Results,
): Promise<void> {
  const tag = `bench/${workload.name.replaceAll(/[^a-z0-9]+/g, '-')}`;
  const contextOf = ({ name }: Contestant) =>
    join(folder, 'contexts', name.replaceAll(' ', '-'), tag);
  for (const each of contestants) {
    await workload.prepare(contextOf(each), () => each.build(contextOf(each), tag));
  }
  for (let round = 0; round < rounds; round++) {
    const first = round % contestants.length;
    for (const each of [...contestants.slice(first), ...contestants.slice(0, first)]) {
      workload.change(contextOf(each));
      const began = performance.now();
      await each.build(contextOf(each), tag);
      const seconds = (performance.now() - began) / 1000;
      resultOf(results, workload, each.name).seconds.push(seconds);
    }
  }
  // In a build of its own: watching takes part of the processor.
  for (const each of contestants) {
    workload.change(contextOf(each));
    const others = contestants.flatMap(({ daemons }) => daemons);
    const processes = {
      own: each.daemons,
      others: others.filter((pid) => !each.daemons.includes(pid)),
    };
    const bytes = await peakMemory(processes, () => each.build(contextOf(each), tag));
    resultOf(results, workload, each.name).memory = bytes / 1024 ** 2;
  }
  const said = [...(results.get(workload) ?? [])].map(
    ([name, { seconds }]) => `${name} ${Math.min(...seconds).toFixed(2)}`,
  );
  console.error(`${workload.name}: at best ${said.join(', ')} s`);
}

function resultOf(results: Results, workload: Workload, name: string): Result {
  const row = results.get(workload) ?? new Map<string, Result>();
  results.set(workload, row);
  const result = row.get(name) ?? { seconds: [], memory: 0 };
  row.set(name, result);
  return result;
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exitCode = 1;
});
