import { printable } from '../terminal/format-table.ts';
import type { BuildState, StepState } from './build-state.ts';
import type { Paint } from './paint.ts';

/** Lines of a failed step's output that are shown again. */
const outputLines = 20;
/** Lines of the Dockerfile above and below the ones that failed. */
const contextLines = 2;

interface LineRange {
  readonly start: number;
  readonly end: number;
}

/**
 * What is shown between the progress and the error's own line: the failed step's last output, and
 * where it stands in the Dockerfile. Empty where nothing is known.
 */
export function describeFailure(error: unknown, state: BuildState, paint: Paint): string {
  const failed = state.steps.find(({ status }) => status === 'failed');
  return [failed ? outputOf(failed, paint) : '', sourceOf(error, state, paint)].join('');
}

function outputOf(step: StepState, paint: Paint): string {
  const lines = step.log.tail(outputLines);
  if (lines.length === 0) return '';
  const head = paint('bold', ` > ${printable(step.name)}:`);
  return `------\n${head}\n${lines.map((line) => `${line}\n`).join('')}------\n`;
}

function sourceOf(error: unknown, state: BuildState, paint: Paint): string {
  const own = formattedExcerpt(error);
  if (own !== undefined) return `${own}\n`;
  const range = rangeOf(error);
  if (!range || !state.dockerfile) return '';
  const { fileName, lines } = state.dockerfile;
  const first = Math.max(1, range.start - contextLines);
  const last = Math.min(lines.length, range.end + contextLines);
  const width = Math.max(4, String(last).length);
  const place = findMistake(error, range, lines);
  const rows: string[] = [];
  for (let number = first; number <= last; number += 1) {
    const isMarked = number >= range.start && number <= range.end;
    const text = shown(lines[number - 1] ?? '');
    const row =
      `${String(number).padStart(width)} | ${isMarked ? '>>> ' : '    '}${text}`.trimEnd();
    rows.push(isMarked ? paint('red', row) : row);
    if (number === place.line && place.length > 0) {
      const before = shown((lines[number - 1] ?? '').slice(0, place.column - 1)).length;
      const carets = `${' '.repeat(width + ' | >>> '.length + before)}${'^'.repeat(place.length)}`;
      rows.push(paint('red', carets));
    }
  }
  const rule = '-'.repeat(20);
  return `${printable(fileName)}:${place.line}:${place.column}\n${rule}\n${rows.join('\n')}\n${rule}\n`;
}

function shown(line: string): string {
  return printable(line.replaceAll('\t', '    '));
}

interface Mistake {
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** Of what is wrong; 0 where the whole instruction is. */
  readonly length: number;
}

/** The word that an error is about, in the marked lines; else where these begin. */
function findMistake(error: unknown, range: LineRange, lines: readonly string[]): Mistake {
  for (const word of mistakenWords(error)) {
    for (let line = range.start; line <= Math.min(range.end, lines.length); line += 1) {
      const index = (lines[line - 1] ?? '').indexOf(word);
      if (index >= 0) return { line, column: index + 1, length: shown(word).length };
    }
  }
  const indent = /^\s*/.exec(lines[range.start - 1] ?? '')?.[0].length ?? 0;
  return { line: range.start, column: indent + 1, length: 0 };
}

/** What the error names as wrong, else what its message quotes. A step that failed is no mistake in writing. */
function mistakenWords(error: unknown): readonly string[] {
  if (!(error instanceof Error) || ('code' in error && error.code === 'STEP_FAILED')) return [];
  if ('word' in error && typeof error.word === 'string') return [error.word];
  const quoted = [...error.message.matchAll(/"([^"]+)"/g)].map(([, word = '']) => word);
  return quoted.flatMap((word) => [word, word.replace(/^\//, '')]).filter((word) => word !== '');
}

/** A Dockerfile's own error brings its excerpt, with a caret at the column. */
function formattedExcerpt(error: unknown): string | undefined {
  for (let each = error; each instanceof Error; each = each.cause) {
    if (each.name !== 'DockerfileError' || !('format' in each)) continue;
    if (!('place' in each) || each.place === undefined) return undefined;
    const text: unknown = typeof each.format === 'function' ? each.format() : undefined;
    const lines = typeof text === 'string' ? text.split('\n') : [];
    const place = /^.*?:\d+:\d+(?=: )/.exec(lines[0] ?? '')?.[0];
    // The rest of its first line is the message, which the error's own line says.
    return lines.length > 1 && place ? [place, ...lines.slice(1)].join('\n') : undefined;
  }
  return undefined;
}

function rangeOf(error: unknown): LineRange | undefined {
  const lines = error instanceof Error && 'lines' in error ? error.lines : undefined;
  if (typeof lines !== 'object' || lines === null) return undefined;
  return 'start' in lines && 'end' in lines ? (lines as LineRange) : undefined;
}
