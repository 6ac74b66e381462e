import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameText, safePath } from './index.ts';

function path(name: string, escaping: 'refuse' | 'clamp'): string {
  return nameText(safePath(Buffer.from(name), { escaping }));
}

describe('an extraction path', () => {
  it.each([
    ['a/b', 'a/b'],
    ['./a//b/', 'a/b'],
    ['a/../b', 'b'],
    ['./', ''],
    ['..a/b..', '..a/b..'],
  ])('of %j is %j', (name, expected) => {
    expect(path(name, 'refuse')).toBe(expected);
    expect(path(name, 'clamp')).toBe(expected);
  });

  it.each([
    ['/etc/passwd', 'etc/passwd'],
    ['../../etc', 'etc'],
    ['a/../../b', 'b'],
  ])('of %j is refused, or clamped to %j', (name, clamped) => {
    expect(() => path(name, 'refuse')).toThrow(/refused the entry/);
    expect(path(name, 'clamp')).toBe(clamped);
  });

  it('never holds NUL, is never absolute and never climbs', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('..', '.', '', 'a', 'é', 'b\0', '...'), { maxLength: 8 }),
        (parts) => {
          const name = parts.join('/');
          if (name.includes('\0')) {
            expect(() => path(name, 'clamp')).toThrow(/NUL/);
            return;
          }
          const result = path(name, 'clamp');
          expect(result.startsWith('/')).toBe(false);
          for (const part of result.split('/')) expect(['..', '.']).not.toContain(part);
        },
      ),
    );
  });
});
