import { describe, expect, test } from 'vitest';
import { labelWord, wordsOf } from './search-words.ts';

describe('words of texts', () => {
  test('are small, without accents, and letters or digits alone', () => {
    expect(wordsOf('Größe: Café-au_lait/3.14 NODE.js')).toEqual([
      ...['große', 'cafe', 'au', 'lait', '3', '14', 'node', 'js'],
    ]);
    expect(wordsOf('')).toEqual([]);
    expect(wordsOf('"; drop table -- * ( ) : ^')).toEqual(['drop', 'table']);
  });

  test('of scripts without spaces are single characters', () => {
    expect(wordsOf('数据库 redis')).toEqual(['数', '据', '库', 'redis']);
  });

  test('are bounded', () => {
    expect(wordsOf('x'.repeat(1000))[0]).toHaveLength(64);
    expect(labelWord('linux/arm64"; --')).toBe('linux_arm64_');
  });
});
