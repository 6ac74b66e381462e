import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layerOf, type TestFile } from '../testing/image-pusher.ts';
import { compareFiles } from './compare-files.ts';
import { defaultLayerLimits, LayerTooLargeError, readLayer } from './read-layer.ts';

type Layer = readonly TestFile[];

async function* once(bytes: Uint8Array) {
  yield bytes;
}

async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

async function read(layer: Layer) {
  return await readLayer(once(await layerOf(layer)), defaultLayerLimits);
}

/** Compares two images; layers that are the same list are one layer of both. */
async function compared(from: readonly Layer[], to: readonly Layer[]) {
  const all = [...new Set([...from, ...to])];
  const stacked = await Promise.all(
    all.map(async (layer) => ({
      entries: each((await read(layer)).entries),
      from: from.includes(layer) ? from.lastIndexOf(layer) : undefined,
      to: to.includes(layer) ? to.lastIndexOf(layer) : undefined,
    })),
  );
  const found = await compareFiles(stacked, 1000);
  const changes = found.changes.map(({ change, path }) => `${change} ${path}`);
  return { ...found, changes };
}

const file = (path: string, content: string): TestFile => ({ path, content });
const folder = (path: string): TestFile => ({ path });

describe('what two images’ files differ by', () => {
  test('added, removed and changed files, through whiteouts and opaque folders', async () => {
    const base = [
      ...[folder('etc'), file('etc/passwd', 'root'), file('etc/hosts', 'localhost')],
      ...[folder('opt'), folder('opt/app'), file('opt/app/old', '1'), file('opt/app/kept', '2')],
      ...[folder('var'), file('var/log', 'x')],
    ];
    const top = [
      ...[folder('etc'), file('etc/passwd', 'kirtan'), file('etc/.wh.hosts', '')],
      ...[folder('opt/app'), file('opt/app/.wh..wh..opq', ''), file('opt/app/kept', '2')],
      file('var/new', 'abc'),
    ];
    const found = await compared([base], [base, top]);
    expect(found.changes).toEqual([
      ...['removed etc/hosts', 'changed etc/passwd', 'removed opt/app/old', 'added var/new'],
    ]);
    expect(found).toMatchObject({ added: 1, removed: 2, changed: 1, unpackedDifference: -5 });
    const back = await compared([base, top], [base]);
    expect(back).toMatchObject({ added: 2, removed: 1, changed: 1, unpackedDifference: 5 });
  });

  test('a folder that became a file hides all that was in it, and back again', async () => {
    const base = [
      folder('a'),
      file('a/b', '1'),
      folder('a/c'),
      file('a/c/d', '2'),
      file('a-z', '3'),
    ];
    const asFile = [file('a', 'now a file')];
    const again = [folder('a'), file('a/e', '4')];
    expect((await compared([base], [base, asFile])).changes).toEqual([
      ...['changed a', 'removed a/b', 'removed a/c', 'removed a/c/d'],
    ]);
    expect((await compared([base], [base, asFile, again])).changes).toEqual([
      ...['removed a/b', 'removed a/c', 'removed a/c/d', 'added a/e'],
    ]);
  });

  test('modes, links and contents count; times do not', async () => {
    const before = [file('a', 'same'), { path: 'l', link: 'a' }, file('m', '1')];
    const after = [{ ...file('a', 'same'), mode: 0o755 }, { path: 'l', link: 'b' }, file('m', '1')];
    const { changes } = await compareFiles(
      [
        { entries: each((await read(before)).entries), from: 0, to: undefined },
        { entries: each((await read(after)).entries), from: undefined, to: 0 },
      ],
      10,
    );
    expect(changes).toMatchObject([
      { path: 'a', change: 'changed', content_changed: false },
      { path: 'l', change: 'changed', content_changed: true },
    ]);
  });

  test('any stack of layers gives what unpacking them one after the other gives', async () => {
    const name = fc.constantFrom('a', 'b', 'a-b', 'c');
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
    const step = fc.oneof(
      fc.record({ kind: fc.constant('file' as const), path, content: fc.constantFrom('1', '22') }),
      fc.record({ kind: fc.constant('gone' as const), path, content: fc.constant('') }),
      fc.record({ kind: fc.constant('opaque' as const), path, content: fc.constant('') }),
    );
    const layer = fc.uniqueArray(step, { selector: (each) => each.path, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.array(layer, { maxLength: 4 }), fc.nat(4), async (steps, cut) => {
        const layers = steps.map(asLayer);
        const [from, to] = [layers.slice(0, cut), layers];
        const [before, after] = [unpacked(steps.slice(0, cut)), unpacked(steps)];
        const expected = new Set<string>();
        for (const [at, content] of after) {
          if (!before.has(at)) expected.add(`added ${at}`);
          else if (before.get(at) !== content) expected.add(`changed ${at}`);
        }
        for (const at of before.keys()) if (!after.has(at)) expected.add(`removed ${at}`);
        const { changes } = await compared(from, to);
        expect(new Set(changes)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});

interface Step {
  readonly kind: 'file' | 'gone' | 'opaque';
  readonly path: string;
  readonly content: string;
}

/** A layer as builders write them: folders above each entry, what a file would stand in the way of left out. */
function asLayer(steps: readonly Step[]): Layer {
  const files: TestFile[] = [];
  const folders = new Set<string>();
  for (const { kind, path, content } of valid(steps)) {
    const parts = path.split('/');
    const upTo = kind === 'opaque' ? parts.length : parts.length - 1;
    for (let depth = 1; depth <= upTo; depth++) {
      const at = parts.slice(0, depth).join('/');
      if (!folders.has(at)) files.push(folder(at));
      folders.add(at);
    }
    const [above, last] = [parts.slice(0, -1).join('/'), parts.at(-1) ?? ''];
    if (kind === 'file') files.push(file(path, content));
    if (kind === 'gone') files.push(file(`${above === '' ? '' : `${above}/`}.wh.${last}`, ''));
    if (kind === 'opaque') files.push(file(`${path}/.wh..wh..opq`, ''));
  }
  return files;
}

function valid(steps: readonly Step[]): readonly Step[] {
  return steps.filter(
    ({ path, kind }, index) =>
      !steps.some((other, at) => {
        if (at === index) return false;
        const isAbove = path.startsWith(`${other.path}/`);
        const isBelow = other.path.startsWith(`${path}/`);
        // Nothing lies in a file, and a layer that takes a folder away puts nothing into it.
        return (isAbove && other.kind !== 'opaque') || (isBelow && kind !== 'opaque' && at < index);
      }),
  );
}

/** What unpacking does to a map of paths; folders hold `/`. */
function unpacked(layers: readonly (readonly Step[])[]): Map<string, string> {
  const files = new Map<string, string>();
  const removeUnder = (path: string) => {
    for (const at of [...files.keys()]) if (at.startsWith(`${path}/`)) files.delete(at);
  };
  const makeFolder = (path: string) => {
    if (path === '') return;
    if (files.get(path) !== '/') {
      removeUnder(path);
      files.set(path, '/');
    }
  };
  for (const steps of layers) {
    const own = valid(steps);
    // What a layer takes away is what lay below it, whatever its order.
    for (const { kind, path } of own) {
      if (kind === 'gone') {
        files.delete(path);
        removeUnder(path);
      }
      if (kind === 'opaque') removeUnder(path);
    }
    for (const { kind, path, content } of own) {
      const parts = path.split('/');
      const upTo = kind === 'opaque' ? parts.length : parts.length - 1;
      for (let depth = 1; depth <= upTo; depth++) makeFolder(parts.slice(0, depth).join('/'));
      if (kind !== 'file') continue;
      removeUnder(path);
      files.set(path, content);
    }
  }
  return files;
}

describe('reading a layer', () => {
  test('is bounded, whatever the layer says of itself', async () => {
    const many = Array.from({ length: 50 }, (_, index) => file(`f${index}`, 'x'));
    const layer = await layerOf(many);
    const limited = (limits: Partial<typeof defaultLayerLimits>) =>
      readLayer(once(layer), { ...defaultLayerLimits, ...limits });
    await expect(limited({ entries: 49 })).rejects.toThrow(LayerTooLargeError);
    await expect(limited({ unpackedSize: 1000 })).rejects.toThrow(LayerTooLargeError);
    await expect(limited({ pathLength: 10 })).rejects.toThrow(LayerTooLargeError);
    expect((await limited({})).entries).toHaveLength(50);
    const bomb = await layerOf([file('zeros', '\0'.repeat(5_000_000))]);
    expect(bomb.length).toBeLessThan(20_000);
    const limits = { ...defaultLayerLimits, unpackedSize: 1_000_000 };
    await expect(readLayer(once(bomb), limits)).rejects.toThrow(LayerTooLargeError);
  });

  test('takes hostile names for what they are inside the image', async () => {
    const layer = [file('../../etc/passwd', 'x'), file('/abs', 'y'), file('a//b/./c', 'z')];
    const { entries } = await read([...layer, file('tab\there\nline', 'w')]);
    expect(entries.map(({ path }) => path).sort()).toEqual(
      ['a/b/c', 'abs', 'etc/passwd', 'tab\there\nline'].sort(),
    );
    await expect(readLayer(once(Buffer.from('no archive')), defaultLayerLimits)).rejects.toThrow();
  });
});
