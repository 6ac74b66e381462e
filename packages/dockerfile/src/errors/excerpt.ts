import type { LineRange, Position } from '../instruction.ts';
import { printable } from './printable.ts';
import type { SourceFile } from './source-file.ts';

const maximumWidth = 120;
const maximumLines = 12;

/**
 * The lines of `range` as a person reads them: numbered, one line of context above, and under the
 * line of `position` a caret. Control characters are shown as dots, so a file cannot write to the
 * terminal through its own error message; long lines are cut around the caret.
 */
export function formatExcerpt(file: SourceFile, range: LineRange, position?: Position): string {
  const first = Math.max(1, range.start - 1);
  const last = Math.min(file.lines.length, Math.max(range.end, range.start));
  const numberWidth = String(last).length;
  const rows: string[] = [];
  for (const line of shownLines(first, last, position?.line ?? range.start)) {
    if (line === undefined) {
      rows.push(`${' '.repeat(numberWidth + 3)}| ...`);
      continue;
    }
    const cut = cutLine(file.lines[line - 1] ?? '', line === position?.line ? position.column : 1);
    const mark = line >= range.start && line <= range.end ? '>' : ' ';
    rows.push(`${mark} ${String(line).padStart(numberWidth)} | ${cut.text}`.trimEnd());
    if (line === position?.line) {
      rows.push(`${' '.repeat(numberWidth + 3)}| ${cut.padding}^`);
    }
  }
  return rows.join('\n');
}

/** The numbers of the lines to print; undefined stands for those left out. */
function shownLines(first: number, last: number, around: number): (number | undefined)[] {
  const all = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  if (all.length <= maximumLines) {
    return all;
  }
  const head = all.slice(0, 3);
  const middle = all.filter((line) => line > first + 2 && Math.abs(line - around) <= 3);
  const shown: (number | undefined)[] = [...head];
  for (const line of middle) {
    if (line !== (shown.at(-1) ?? 0) + 1) {
      shown.push(undefined);
    }
    shown.push(line);
  }
  if (shown.at(-1) !== last) {
    shown.push(undefined);
  }
  return shown;
}

function cutLine(line: string, column: number): { text: string; padding: string } {
  const start = column > maximumWidth - 20 ? column - 40 : 0;
  const end = start + maximumWidth;
  const text = `${start > 0 ? '...' : ''}${line.slice(start, end)}${line.length > end ? '...' : ''}`;
  const before = `${start > 0 ? '...' : ''}${line.slice(start, column - 1)}`;
  return {
    text: printable(text),
    padding: before.replace(/[^\t]/g, ' '),
  };
}
