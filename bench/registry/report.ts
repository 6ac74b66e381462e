import type { PeerName } from './options.ts';
import type { Aim, Results, Row } from './row.ts';

const columns = [
  'measurement',
  'unit',
  'Slipway',
  'docker-registry',
  'nginx',
  '÷ docker-registry',
  '÷ nginx',
  'aim',
  'met',
];

/** The results as a Markdown table: medians, and Slipway's figure ÷ each peer's. */
export function resultTable(results: Results): string {
  const rows = [...results].map(([row, values]) => {
    const median = (name: PeerName) => medianOf(values.get(name) ?? []);
    return [
      row.name,
      row.unit,
      figure(median('slipway')),
      figure(median('docker-registry')),
      figure(median('nginx')),
      ratio(median('slipway'), median('docker-registry')),
      ratio(median('slipway'), median('nginx')),
      row.aim ? describeAim(row.aim, row.unit) : '',
      verdict(row, median),
    ];
  });
  const widths = columns.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    isText(column) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [line(columns), line(rule), ...rows.map(line)].join('\n');
}

/** Least and greatest of the rounds, for whoever wants to know how steady the figures are. */
export function spreadTable(results: Results): string {
  const lines = ['| measurement | peer | rounds |', '| --- | --- | --- |'];
  for (const [row, values] of results) {
    for (const [name, figures] of values) {
      if (figures.length > 1)
        lines.push(`| ${row.name} | ${name} | ${figures.map(figure).join(', ')} |`);
    }
  }
  return lines.join('\n');
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  const lower = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

/** The rows whose aim Slipway misses. */
export function missedAims(results: Results): Row[] {
  return [...results]
    .filter(([row, values]) => verdict(row, (name) => medianOf(values.get(name) ?? [])) === 'no')
    .map(([row]) => row);
}

function verdict({ aim }: Row, median: (name: PeerName) => number): '' | 'yes' | 'no' {
  const own = median('slipway');
  if (!aim || Number.isNaN(own)) return '';
  const ratios = Object.entries(aim.atLeast ?? {}) as [PeerName, number][];
  const fast = ratios.every(([name, least]) => !(own / median(name) < least));
  return fast && own <= (aim.atMost ?? Number.POSITIVE_INFINITY) ? 'yes' : 'no';
}

function describeAim({ atLeast = {}, atMost }: Aim, unit: Row['unit']): string {
  const least = Object.entries(atLeast).map(([name, factor]) => `≥ ${factor} × ${name}`);
  return [...least, ...(atMost === undefined ? [] : [`≤ ${atMost} ${unit}`])].join(', ');
}

function figure(value: number): string {
  if (Number.isNaN(value)) return '–';
  if (Math.abs(value) < 10) return value.toFixed(2);
  return Math.round(value).toLocaleString('en-US');
}

/** Cut, not rounded: 1.499 is not to look like an aim of 1.5 that was met. */
function ratio(own: number, other: number): string {
  const quotient = own / other;
  return Number.isNaN(quotient) ? '–' : (Math.floor(quotient * 100) / 100).toFixed(2);
}

function pad(cell: string, width: number, column: number): string {
  return isText(column) ? cell.padEnd(width) : cell.padStart(width);
}

function isText(column: number): boolean {
  return column < 2 || column > 6;
}
