import { describe, expect, it } from 'vitest';
import { suggest } from './suggest.ts';

describe('suggest', () => {
  it.each([
    ['COPPY', ['RUN', 'COPY', 'CMD'], 'COPY'],
    ['coppy', ['RUN', 'COPY'], 'copy'],
    ['Coppy', ['COPY'], 'COPY'],
    ['biuld', ['build', 'bundle'], 'build'],
    ['xyz', ['build'], undefined],
    ['run', ['RUN', 'RUM'], undefined],
    ['ab', ['ac', 'ad'], 'ac'],
    ['a', [], undefined],
    ['a', ['b'], undefined],
    ['', ['ro'], undefined],
  ])('%s among %j: %s', (word, candidates, expected) => {
    expect(suggest(word, candidates)).toBe(expected);
  });

  it('minds case where asked', () => {
    expect(suggest('FROM', ['from'], { caseSensitive: true })).toBeUndefined();
    expect(suggest('fro', ['from'], { caseSensitive: true })).toBe('from');
  });
});
