import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareNaturally } from './compare-naturally.ts';
import { formatSize } from './format-size.ts';
import { formatTable } from './format-table.ts';

describe('sizes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [12_345_678, '12.3 MB'],
    [999_949, '999.9 kB'],
    [999_950, '1.0 MB'],
    [5e12, '5.0 TB'],
  ])('%i bytes are %s', (bytes, text) => {
    expect(formatSize(bytes)).toBe(text);
  });

  it('take at most eight characters', () => {
    fc.assert(fc.property(fc.nat(10 ** 15), (bytes) => formatSize(bytes).length < 9));
  });
});

describe('tables', () => {
  it('are as wide as their cells, without space at the end of a line', () => {
    expect(
      formatTable(
        ['A', 'B'],
        [
          ['long', 'x'],
          ['s', ''],
        ],
      ),
    ).toBe('A     B\nlong  x\ns\n');
  });

  it('let no server move the cursor', () => {
    expect(formatTable(['A'], [['\u001b[2J\n']])).toBe('A\n?[2J?\n');
  });
});

describe('names', () => {
  it('are ordered as people count', () => {
    const names = ['1.10', 'latest', '1.9', '1.9-alpine', '10', '2'];
    expect(names.sort(compareNaturally)).toEqual([
      '1.9',
      '1.9-alpine',
      '1.10',
      '2',
      '10',
      'latest',
    ]);
  });

  it('have one order, whichever they came in', () => {
    const list = fc.array(fc.stringMatching(/^[a-zA-Z0-9.]{1,4}$/));
    const property = fc.property(list, (names) => {
      const sorted = [...names].sort(compareNaturally);
      expect([...names].reverse().sort(compareNaturally)).toEqual(sorted);
    });
    fc.assert(property);
  });
});
