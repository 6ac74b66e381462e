import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPathMatcher } from '@slipway/dockerfile';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copied, makeTree, prepare } from '../testing/copy-fixture.ts';

/** Paths with a file's content, a symlink's target (`-> …`) or a folder (null). */
type Files = ReadonlyMap<string, string | null>;

const name = fc.constantFrom('a', 'b', 'c.txt', 'a-b', '.d', 'é', 'a.b');
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
const content = fc.oneof(
  fc.string({ maxLength: 5 }).filter((text) => !text.startsWith('-> ')),
  fc.constant(null),
  path.map((target) => `-> ${target}`),
);

/** No path goes through what is no folder. */
const files: fc.Arbitrary<Files> = fc
  .array(fc.tuple(path, content), { maxLength: 12 })
  .map((entries) => {
    const found = new Map<string, string | null>();
    for (const [each, value] of entries) {
      const above = each.split('/').map((_, index, parts) => parts.slice(0, index).join('/'));
      if (
        found.has(each) ||
        above.slice(1).some((folder) => typeof found.get(folder) === 'string')
      ) {
        continue;
      }
      for (const folder of above.slice(1)) found.set(folder, null);
      found.set(each, value);
    }
    return found;
  });

function write(entries: Iterable<readonly [string, string | null]>): string {
  const folder = makeTree({});
  for (const [each, value] of entries) {
    const place = join(folder, each);
    mkdirSync(join(place, '..'), { recursive: true });
    if (value === null) mkdirSync(place, { recursive: true });
    else if (value.startsWith('-> ')) symlinkSync(value.slice(3), place);
    else writeFileSync(place, value);
  }
  return folder;
}

function shown(entries: Files): Record<string, string> {
  return Object.fromEntries(
    [...entries].map(([each, value]) => [value === null ? `${each}/` : each, value ?? '']),
  );
}

test('a whole tree arrives as it is', async () => {
  await fc.assert(
    fc.asyncProperty(files, async (entries) => {
      expect(await copied(write(entries), ['.'])).toEqual(shown(entries));
    }),
    { numRuns: 60 },
  );
});

test('patterns leave out what they match, and folders of which nothing is left', async () => {
  const part = fc.constantFrom('a', 'b', '*', '**', '*.txt', 'a*', '?', '[ab]', '.d', 'é');
  const pattern = fc
    .tuple(fc.boolean(), fc.array(part, { minLength: 1, maxLength: 3 }))
    .map(([negated, parts]) => `${negated ? '!' : ''}${parts.join('/')}`);
  const patterns = fc.array(pattern, { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(files, patterns, fc.boolean(), async (entries, exclude, asIgnoreFile) => {
      const folder = write(entries);
      const matcher = createPathMatcher(exclude);
      const taken = (each: string, value: string | null) =>
        matcher.hides(each, value === null ? 'directory' : 'other') === 'no';
      const kept = [...entries].filter(
        ([each, value]) =>
          taken(each, value) ||
          [...entries].some(
            ([below, inside]) => below.startsWith(`${each}/`) && taken(below, inside),
          ),
      );
      const found = asIgnoreFile
        ? await copied(
            {
              folder,
              ownedByRoot: true,
              hides: (each, type) => matcher.hides(each, type === 'file' ? 'other' : type),
            },
            ['.'],
          )
        : await copied(folder, ['.'], { exclude });
      expect(found).toEqual(shown(new Map(kept)));
    }),
    { numRuns: 150 },
  );
});

test('the digest depends on what is there, not on when or in which order it came', async () => {
  const digest = async (folder: string) => (await prepare(folder, ['.'])).digest;
  await fc.assert(
    fc.asyncProperty(files, files, fc.nat(), async (entries, others, seed) => {
      const folder = write(entries);
      const first = await digest(folder);
      const order = [...entries].sort(
        ([a], [b]) => ((a.length * seed) % 7) - ((b.length * seed) % 5),
      );
      const again = write(order);
      for (const [each, value] of entries) {
        if (!value?.startsWith('-> ')) utimesSync(join(again, each), seed, seed);
      }
      expect(await digest(again)).toBe(first);
      const same = JSON.stringify([...entries].sort()) === JSON.stringify([...others].sort());
      expect((await digest(write(others))) === first).toBe(same);
    }),
    { numRuns: 60 },
  );
});
