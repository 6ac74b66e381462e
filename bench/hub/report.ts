import type { Machine } from '../registry/machine.ts';
import type { Times } from './measure.ts';
import type { Engine, Options } from './options.ts';
import type { Pulls } from './pulls.ts';

/** What one engine came to. */
export interface EngineResults {
  readonly engine: Engine;
  readonly times: readonly Times[];
  readonly pulls: readonly Pulls[];
  readonly seedSeconds: number;
}

const aimMs = 50;
const aimRatio = 0.95;

/** Heads the hub's part of bench/RESULTS.md. */
export const heading = '# The hub at 100,000 repositories';

/** Both engines' times side by side. */
export function resultTables(results: readonly EngineResults[]): string {
  const names = results[0]?.times.map(({ name }) => name) ?? [];
  const engines = results.map(({ engine }) => engine);
  const head = ['measurement', ...engines.flatMap((name) => [`${name} p50`, 'p95', 'most']), 'met'];
  const rows = names.map((name) => {
    const times = results.map((each) => each.times.find((time) => time.name === name));
    const cells = times.flatMap((time) => [time?.p50, time?.p95, time?.most].map(figure));
    return [name, ...cells, times.every((time) => (time?.p95 ?? 0) < aimMs) ? 'yes' : 'no'];
  });
  const pullRows = results.flatMap(({ engine, pulls }) =>
    pulls.map(({ clients, counted, uncounted }) => [
      ...[engine, String(clients), counted.toFixed(0), uncounted.toFixed(0)],
      ...[(counted / uncounted).toFixed(2), counted / uncounted >= aimRatio ? 'yes' : 'no'],
    ]),
  );
  return [
    `Milliseconds; the aim is a p95 below ${aimMs} ms.`,
    table(head, rows),
    `Pulls of one tag in a second; the aim is ${aimRatio} of what they are uncounted.`,
    table(['engine', 'clients', 'counted', 'not counted', 'ratio', 'met'], pullRows),
  ].join('\n\n');
}

/** What stands below the heading. */
export function resultsPage(options: {
  readonly machine: Machine;
  readonly results: readonly EngineResults[];
  readonly options: Options;
}): string {
  const { machine, results, options: amounts } = options;
  const seeded = results
    .map((each) => `${each.engine} ${each.seedSeconds.toFixed(0)} s`)
    .join(', ');
  return `
Written by \`npm run bench:hub\` on ${new Date().toISOString().slice(0, 10)}.

## The machine

${machine.lines.map((line) => `- ${line}`).join('\n')}

## Results

${resultTables(results)}

## How it was measured

- ${amounts.repositories.toLocaleString('en')} repositories in 2,000 namespaces, one of which has a fifth of them; a fifth is private.
  ${amounts.tags.toLocaleString('en')} tags, 20,000 of them of one repository. Texts repeat 20,000 words as natural texts do
  (Zipf), so that common words are in most of them. Written into the tables directly (${seeded}).
- The hub runs on its sources with its defaults, as many workers as cores. One client that is not
  signed in asks over one kept connection on loopback, from the first byte sent to the last received:
  the hub's own time and what the client adds to it. Each request was asked once before.
- Pulls: clients that ask for one tag's manifest all the time, the hub started anew for each figure,
  counted and not in turns; medians of rounds. Not counted is the same hub with the counter taken out.
`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

function figure(value: number | undefined): string {
  return value === undefined ? '' : value.toFixed(value < 10 ? 1 : 0);
}
