import { describe, expect, it } from 'vitest';
import { formatExcerpt } from './excerpt.ts';

function file(...lines: string[]) {
  return { fileName: 'Dockerfile', lines };
}

/** The character above the caret. */
function pointedAt(excerpt: string): string | undefined {
  const rows = excerpt.split('\n');
  const caret = rows.findIndex((row) => /\| *\t*\s*\^$/.test(row));
  const column = rows[caret]?.indexOf('^') ?? -1;
  return rows[caret - 1]?.charAt(column);
}

describe('an excerpt', () => {
  it('has the lines asked for, one before them, and a caret', () => {
    const text = formatExcerpt(
      file('FROM a', 'RUN b', 'RUN c'),
      { start: 2, end: 2 },
      {
        line: 2,
        column: 5,
      },
    );
    expect(text).toBe('  1 | FROM a\n> 2 | RUN b\n    |     ^');
  });

  it('does without a position, and at a place the file does not have', () => {
    expect(formatExcerpt(file('FROM a'), { start: 1, end: 1 })).toBe('> 1 | FROM a');
    expect(formatExcerpt(file(), { start: 1, end: 1 }, { line: 1, column: 1 })).toBe('');
  });

  it('aligns numbers', () => {
    const lines = Array.from({ length: 12 }, (_, index) => `RUN ${index + 1}`);
    expect(formatExcerpt(file(...lines), { start: 10, end: 10 })).toBe(
      '   9 | RUN 9\n> 10 | RUN 10',
    );
  });

  it('leaves out the middle of a long instruction, but not the line of the caret', () => {
    const lines = Array.from({ length: 60 }, (_, index) => `line ${index + 1} \\`);
    const text = formatExcerpt(file(...lines), { start: 2, end: 60 }, { line: 30, column: 3 });
    expect(text.split('\n').length).toBeLessThan(20);
    expect(text).toContain('> 30 | line 30 \\');
    expect(text).toContain('     | ...');
    expect(pointedAt(text)).toBe('n');
  });

  it.each([1, 60, 100, 101, 119, 120, 5000])('cuts a long line around column %i', (column) => {
    const line = `${'-'.repeat(column - 1)}X${'-'.repeat(6000 - column)}`;
    const text = formatExcerpt(file(line), { start: 1, end: 1 }, { line: 1, column });
    expect(pointedAt(text)).toBe('X');
    expect(Math.max(...text.split('\n').map((row) => row.length))).toBeLessThan(140);
  });
});
