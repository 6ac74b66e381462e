import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DockerfileError } from '../errors/dockerfile-error.ts';
import { cleanPath } from './clean-path.ts';
import { hasWildcard } from './has-wildcard.ts';
import { createIgnoreMatcher } from './ignore-matcher.ts';
import { createPathMatcher } from './path-matcher.ts';
import { pathPattern } from './path-pattern.ts';

describe('cleanPath', () => {
  it.each([
    ['', '.'],
    ['.', '.'],
    ['a//b/./c/', 'a/b/c'],
    ['a/../b', 'b'],
    ['../a', '../a'],
    ['a/../../b', '../b'],
    ['/../a', '/a'],
    ['/', '/'],
  ])('%j is %j', (path, cleaned) => {
    expect(cleanPath(path)).toBe(cleaned);
  });
});

describe('a path pattern', () => {
  it.each([
    ['src', 'src', true],
    ['src', 'src/a', false],
    ['*', 'readme', true],
    ['*', 'a/b', false],
    ['*.ts', 'a.ts', true],
    ['*.ts', 'x/a.ts', false],
    ['p*/x', 'pkg/x', true],
    ['p*/x', 'p/k/x', false],
    ['**', 'a/b', false],
    ['a?c', 'abc', true],
    ['a?c', 'a/c', false],
    ['a?c', 'a☃c', true],
    ['a?c', 'a👽c', true],
    ['[a-c]x', 'bx', true],
    ['[^a-c]x', 'bx', false],
    ['[^a-c]x', 'zx', true],
    ['[\\-x]', '-', true],
    ['a\\*', 'a*', true],
    ['a\\*', 'ab', false],
    ['a.c', 'abc', false],
  ])('%j on %j: %j', (pattern, path, matches) => {
    expect(pathPattern(pattern).matches(path)).toBe(matches);
  });

  it.each([
    ['**/x', 'x', true],
    ['**/x', 'a/b/x', true],
    ['**/x', 'ax', false],
    ['a/**/x', 'a/x', true],
    ['a/**/x', 'a/b/c/x', true],
    ['a/**', 'a/b/c', true],
    ['a/**', 'a', false],
    ['a**/*.md', 'a/b/c.md', true],
    ['**name', 'surname', true],
    ['**/*.go', 'deep/er/x.go', true],
  ])('with globstar %j on %j: %j', (pattern, path, matches) => {
    expect(pathPattern(pattern, { globstar: true }).matches(path)).toBe(matches);
  });

  it.each(['[', '[a', '[]', '[]a]', '[-]', '[a-]', 'a\\', '[a\\'])('refuses %j', (pattern) => {
    expect(() => pathPattern(pattern)).toThrow(
      expect.objectContaining({ code: 'INVALID_PATTERN' }) as Error,
    );
  });

  it('takes linear time however many stars there are', () => {
    const pattern = pathPattern(`${'*a'.repeat(200)}b`);
    expect(pattern.matches('a'.repeat(20_000))).toBe(false);
  });

  it('knows what a pattern is', () => {
    expect(['a*', 'a?', '[a]', 'a\\**'].map(hasWildcard)).toEqual([true, true, true, true]);
    expect(['a', 'a\\*', 'a\\\\', ''].map(hasWildcard)).toEqual([false, false, false, false]);
  });

  it('matches exactly the literal that it is made of', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, other) => {
        const escaped = text.replace(/[\\*?[]/g, '\\$&');
        expect(pathPattern(escaped).matches(text)).toBe(true);
        expect(pathPattern(escaped).matches(other)).toBe(text === other);
      }),
    );
  });
});

describe('the matcher of a .dockerignore', () => {
  function hidden(text: string, paths: string[]): string[] {
    const matcher = createIgnoreMatcher(text);
    return paths.filter((path) => matcher.hides(path, 'other') !== 'no');
  }

  it('drops comments, blanks, a byte order mark, CRs and slashes around patterns', () => {
    const text = '\ufeff# comment\r\n\r\n  /build/ \r\n./tmp/../log\n';
    expect(hidden(text, ['build', 'log', 'tmp', '# comment'])).toEqual(['build', 'log']);
  });

  it('takes a # anywhere but in the first column for a name', () => {
    expect(hidden(' #odd', ['#odd'])).toEqual(['#odd']);
  });

  it('hides what lies below a hidden folder', () => {
    expect(hidden('node_modules\n*.log', ['node_modules/a/b', 'a.log', 'x/a.log'])).toEqual([
      'node_modules/a/b',
      'a.log',
    ]);
  });

  it('lets the last pattern decide', () => {
    const text = 'docs\n!docs/README.md\ndocs/README.md.bak';
    expect(hidden(text, ['docs/a', 'docs/README.md', 'docs/README.md.bak'])).toEqual([
      'docs/a',
      'docs/README.md.bak',
    ]);
    expect(hidden('*\n!src', ['a', 'src', 'src/a', 'other/b'])).toEqual(['a', 'other/b']);
  });

  it('does not ask a passed-over rule about a folder again for its files, as BuildKit', () => {
    expect(hidden('a/b\n!a', ['a', 'a/b', 'a/c'])).toEqual(['a/b']);
  });

  it('lets a walker skip a folder only where nothing below can come back', () => {
    const plain = createIgnoreMatcher('node_modules');
    expect(plain.hides('node_modules', 'directory')).toBe('all-below');
    expect(plain.hides('node_modules', 'other')).toBe('yes');
    expect(plain.hides('src', 'directory')).toBe('no');
    expect(plain.hasNegations).toBe(false);
    const back = createIgnoreMatcher('vendor\ncache\n!vendor/*/keep\n');
    expect(back.hides('vendor', 'directory')).toBe('yes');
    expect(back.hides('vendor/a', 'directory')).toBe('yes');
    expect(back.hides('vendor/a/keep', 'directory')).toBe('no');
    expect(back.hides('vendor/a/b', 'directory')).toBe('all-below');
    expect(back.hides('cache', 'directory')).toBe('all-below');
    expect(back.hasNegations).toBe(true);
  });

  it('never hides the root', () => {
    expect(createIgnoreMatcher('**').hides('.', 'directory')).toBe('no');
    expect(createIgnoreMatcher('**').hides('', 'directory')).toBe('no');
  });

  it('tells the line of a bad pattern', () => {
    const failing = () => createIgnoreMatcher('ok\n!\n', { fileName: 'x.dockerignore' });
    expect(failing).toThrow(DockerfileError);
    try {
      failing();
    } catch (error) {
      expect((error as DockerfileError).format()).toBe(
        'x.dockerignore:2:1: illegal exclusion pattern: "!"\n  1 | ok\n> 2 | !\n    | ^',
      );
    }
    expect(() => createIgnoreMatcher('[z')).toThrow(/pattern "\[z"/);
  });

  const segment = fc.constantFrom('a', 'b', 'ab', '*', '**', '?', 'a*');
  const rule = fc
    .tuple(fc.boolean(), fc.array(segment, { minLength: 1, maxLength: 3 }))
    .map(([negated, parts]) => (negated ? '!' : '') + parts.join('/'));
  const path = fc
    .array(fc.constantFrom('a', 'b', 'ab', 'c'), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join('/'));

  it('gives one answer whatever was asked before, and all-below keeps its word', () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 5 }), fc.array(path), path, (rules, asked, last) => {
        const used = createPathMatcher(rules);
        for (const other of asked) {
          used.hides(other, 'directory');
        }
        const fresh = createPathMatcher(rules);
        expect(used.hides(last, 'other')).toBe(fresh.hides(last, 'other'));
        const parts = last.split('/');
        for (let depth = 1; depth < parts.length; depth++) {
          if (fresh.hides(parts.slice(0, depth).join('/'), 'directory') === 'all-below') {
            expect(fresh.hides(last, 'other')).toBe('yes');
          }
        }
      }),
    );
  });
});
