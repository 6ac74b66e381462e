import type { Machine } from '../registry/machine.ts';
import type { Contestant } from './contestants/contestant.ts';
import type { Aim, Workload } from './workloads.ts';

/** One contestant's builds of a workload. */
export interface Result {
  readonly seconds: number[];
  /** MiB at most. */
  memory: number;
}

/** What was measured: for each workload, each contestant's builds. */
export type Results = Map<Workload, Map<string, Result>>;

const buildkits = ['buildx', 'CLI 20.10'];

/** Median seconds of each contestant, Slipway's ratios, and the most memory. */
export function resultTable(results: Results, contestants: readonly Contestant[]): string {
  const names = contestants.map(({ name }) => name);
  const head = [
    'build',
    ...names.map((name) => `${name}, s`),
    '÷ buildx',
    '÷ fastest BuildKit',
    'aim',
    'met',
  ];
  const rows = [...results].map(([workload, row]) => {
    const aims = workload.aims.map((aim) => `≤ ${aim.atMost} ${aim.of}`).join(', ');
    const met =
      workload.aims.length === 0
        ? ''
        : workload.aims.every((aim) => isMet(aim, row))
          ? 'yes'
          : 'no';
    const ratios = (['buildx', 'fastest BuildKit'] as const).map(
      (of) => ratio(row, of)?.toFixed(2) ?? '–',
    );
    return [
      workload.name,
      ...names.map((name) => secondsOf(row, name)?.toFixed(3) ?? '–'),
      ...ratios,
      aims,
      met,
    ];
  });
  const peaks = names.map((name) => {
    const all = [...results.values()].map((row) => row.get(name)?.memory ?? 0);
    return Math.max(...all).toFixed(0);
  });
  rows.push(['peak memory of all, MiB', ...peaks, '', '', '', '']);
  return markdownTable([head, ...rows]);
}

/** The aims that were not met, in words. */
export function missedAims(results: Results): string[] {
  return [...results].flatMap(([workload, row]) =>
    workload.aims
      .filter((aim) => !isMet(aim, row))
      .map(
        (aim) =>
          `${workload.name}: ${ratio(row, aim.of)?.toFixed(2) ?? '–'} of ${aim.of}, wanted ≤ ${aim.atMost}`,
      ),
  );
}

type Row = Results extends Map<Workload, infer Each> ? Each : never;

function isMet(aim: Aim, row: Row): boolean {
  const value = ratio(row, aim.of);
  return value === undefined || value <= aim.atMost;
}

function ratio(row: Row, of: Aim['of']): number | undefined {
  const own = secondsOf(row, 'Slipway');
  const others = (of === 'buildx' ? ['buildx'] : buildkits).flatMap(
    (name) => secondsOf(row, name) ?? [],
  );
  return own === undefined || others.length === 0 ? undefined : own / Math.min(...others);
}

function secondsOf(row: Row, name: string): number | undefined {
  const all = row.get(name)?.seconds.toSorted((a, b) => a - b);
  return all?.[Math.floor(all.length / 2)];
}

function markdownTable(rows: readonly (readonly string[])[]): string {
  const widths =
    rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [
    line(head),
    `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`,
    ...body.map(line),
  ].join('\n');
}

function roundLines(results: Results): string[] {
  return [...results].flatMap(([workload, row]) =>
    [...row].map(([name, { seconds, memory }]) => {
      const rounds = seconds.map((each) => each.toFixed(3)).join(', ');
      return `| ${workload.name} | ${name} | ${rounds} | ${memory.toFixed(0)} |`;
    }),
  );
}

/** Heads the builds' part of bench/RESULTS.md. */
export const heading = "# Slipway's builds beside others";

export interface ResultsPage {
  readonly machine: Machine;
  readonly results: Results;
  readonly contestants: readonly Contestant[];
  readonly rounds: number;
  readonly minutes: number;
}

/** What stands below it. */
export function resultsPage({
  machine,
  results,
  contestants,
  rounds,
  minutes,
}: ResultsPage): string {
  return `
Written by \`npm run bench:build\` on ${new Date().toISOString().slice(0, 10)}, in ${minutes.toFixed(1)} minutes.

## The machine

${machine.lines.map((line) => `- ${line}`).join('\n')}
${contestants.map(({ name, version }) => `- ${name}: ${version}`).join('\n')}

## Results

Medians of ${rounds} builds each, wall time of the whole command, one builder after the other in an
order that changes with each round.

${resultTable(results, contestants)}

## How it was measured

- The base is a minimal Debian of 200 MB, in each builder's own store and unpacked beforehand.
- Every builder has a context of its own with files of the same kind and size, and puts the result
  into its local store under a tag. Slipway compresses and writes layers for pushing as it does so;
  dockerd and Buildah leave that for the push.
- cold: the first file that is copied has changed, so every step that follows runs.
- buildx is today's Docker CLI with its plugin, both of Debian's unstable release; CLI 20.10 is the
  client that came with the Engine. Both talk to the same Engine and its BuildKit.
- Memory is the most that the command's processes and its daemon's hold together at one moment, in
  one build more that is not timed, read forty times a second; pages that they share count for
  each of them.

## Rounds

| build | builder | seconds | peak memory, MiB |
| --- | --- | --- | --- |
${roundLines(results).join('\n')}
`;
}
