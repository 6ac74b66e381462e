import type { Machine } from '../registry/machine.ts';
import type { Times } from './measure.ts';
import type { Engine, Options } from './options.ts';
import type { PageFigures } from './pages.ts';
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
const aimScript = 200;

/** Heads the hub's part of bench/RESULTS.md. */
export const heading = '# The hub at 100,000 repositories';

/** Both engines' times side by side, then what pages cost. */
export function resultTables(
  results: readonly EngineResults[],
  pages: readonly PageFigures[],
): string {
  const names = results[0]?.times.map(({ name }) => name) ?? [];
  const engines = results.map(({ engine }) => engine);
  const head = ['measurement', ...engines.flatMap((name) => [`${name} p50`, 'p95', 'most']), 'met'];
  const rows = names.map((name) => {
    const times = results.map((each) => each.times.find((time) => time.name === name));
    const cells = times.flatMap((time) => [time?.p50, time?.p95, time?.most].map(figure));
    return [name, ...cells, times.every((time) => (time?.p95 ?? 0) < aimMs) ? 'yes' : 'no'];
  });
  const pullRows = results.flatMap(({ engine, pulls }) =>
    pulls.map(({ clients, counted, uncounted, ratio }) => [
      ...[engine, String(clients), counted.toFixed(0), uncounted.toFixed(0)],
      ...[ratio.toFixed(2), ratio >= aimRatio ? 'yes' : 'no'],
    ]),
  );
  return [
    `Milliseconds; the aim is a p95 below ${aimMs} ms.`,
    table(head, rows),
    `Pulls of one tag in a second; the aim is ${aimRatio} of what they are uncounted.`,
    table(['engine', 'clients', 'counted', 'not counted', 'ratio', 'met'], pullRows),
    `Pages opened with an empty cache: packed kB, then milliseconds; the aim is below ${aimScript} kB of script.`,
    pageTable(pages),
  ].join('\n\n');
}

function pageTable(pages: readonly PageFigures[]): string {
  const head = ['page', 'script', 'styles', 'all', 'requests', 'first paint', 'largest paint'];
  const kilobytes = (bytes: number) => (bytes / 1000).toFixed(0);
  const rows = pages.map((page) => [
    `${page.name}, ${page.device}`,
    ...[page.scriptBytes, page.styleBytes, page.allBytes].map(kilobytes),
    String(page.requests),
    ...[page.firstPaint, page.largestPaint, page.blocked, page.interactive].map((ms) =>
      ms.toFixed(0),
    ),
    page.scriptBytes < aimScript * 1000 ? 'yes' : 'no',
  ]);
  return table([...head, 'blocked', 'interactive', 'met'], rows);
}

/** What stands below the heading. */
export function resultsPage(options: {
  readonly machine: Machine;
  readonly results: readonly EngineResults[];
  readonly pages: readonly PageFigures[];
  readonly options: Options;
}): string {
  const { machine, results, pages, options: amounts } = options;
  const seeded = results
    .map((each) => `${each.engine} ${each.seedSeconds.toFixed(0)} s`)
    .join(', ');
  return `
Written by \`npm run bench:hub\` on ${new Date().toISOString().slice(0, 10)}.

## The machine

${machine.lines.map((line) => `- ${line}`).join('\n')}

## Results

${resultTables(results, pages)}

## How it was measured

- ${amounts.repositories.toLocaleString('en')} repositories in 2,000 namespaces, one of which has a fifth of them; a fifth is private.
  ${amounts.tags.toLocaleString('en')} tags, 20,000 of them of one repository. Texts repeat 20,000 words as natural texts do
  (Zipf), so that common words are in most of them. Written into the tables directly (${seeded}).
- The hub runs on its sources with its defaults, as many workers as cores. One client that is not
  signed in asks over one kept connection on loopback, from the first byte sent to the last received:
  the hub's own time and what the client adds to it. Each request was asked once before.
- Pulls: clients that ask for one tag's manifest all the time, the hub started anew for each figure,
  counted and not in turns; medians of nine rounds, the ratio one of each round's. Not counted is the same hub with the counter taken out.
- Pages: Debian's Chromium, a hub of some repositories worth showing, the built site; medians of five
  rounds, each with an empty cache; those signed in come from the page that signs in, in the same
  browser. The desktop has the machine's own speed and loopback,
  the phone what Lighthouse gives one: 150 ms there and back, 1.6 Mbit/s, a quarter of the processor.
  Interactive is when what the page was opened for is shown, nothing on it waits, and no task longer
  than 50 ms is to come; blocked is how much longer than 50 ms tasks took after the first paint.
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
