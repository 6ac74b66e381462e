import assert from 'node:assert/strict';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { TarInput } from '@slipway/archive';
import fc from 'fast-check';
import { file, folder, LayerLab, link, refused, symlink } from '../layer-lab.ts';

const name = fc.constantFrom('a', 'b', 'c', '\u00e9\n');
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
const mode = fc.constantFrom(0o644, 0o755, 0o4711, 0o600);
const hides = path.map((at) => file(at.replace(/[^/]*$/, (last) => `.wh.${last}`)));
const opaque = path.map((at) => file(`${at}/.wh..wh..opq`));
const entry: fc.Arbitrary<TarInput> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(path, mode)
      .map(([at, bits]) => file(at, at, { mode: bits, uid: bits % 7 })),
  },
  { weight: 4, arbitrary: fc.tuple(path, mode).map(([at, bits]) => folder(at, bits)) },
  { weight: 1, arbitrary: path.map((at) => symlink(at, 'nowhere/\\')) },
  { weight: 2, arbitrary: hides },
  { weight: 1, arbitrary: opaque },
);
const layers = fc.array(fc.array(entry, { maxLength: 8 }), { minLength: 1, maxLength: 4 });

/** A view says of every path what a mount shows, whether it read blobs or folders. */
export async function viewsAreAsMounted(scratch: string): Promise<void> {
  const property = fc.asyncProperty(layers, fc.boolean(), async (chain, asFolders) => {
    const lab = await LayerLab.create(scratch);
    const made = [];
    try {
      for (const entries of chain) {
        made.push(asFolders ? await lab.asFolder(entries) : await lab.asBlob(entries));
      }
    } catch (error) {
      // Entries below files: refused as they are.
      assert.equal((error as { code?: unknown }).code, 'LAYER_INVALID', String(error));
      return;
    }
    // Before the mount: a blob's index then comes from its entries, not from its folder.
    const view = lab.store.view(made);
    const early = await seenBy(view.lookup);
    let root: Awaited<ReturnType<typeof lab.store.mount>>;
    try {
      root = await lab.store.mount(made, { writable: false });
    } catch (error) {
      assert.equal((error as { code?: unknown }).code, 'LAYER_INVALID', String(error));
      return;
    }
    const wanted = mounted(root.path);
    await root.close();
    // With the indexes that packing makes.
    for (const layer of made) await lab.store.blob(layer, { compression: 'none' });
    assert.deepEqual(await seenBy(lab.store.view(made).lookup), wanted);
    assert.deepEqual(early, wanted);
  });
  await fc.assert(property, { numRuns: 80, seed: 7 });
}

type Lookup = (
  path: string,
) => Promise<{ type: string; mode: number; uid: number; linkName?: string } | undefined>;

/** Every path that entries can have. */
const names = ['a', 'b', 'c', '\u00e9\n', 'nowhere'];
const candidates = names.flatMap((one) => [
  one,
  ...names.flatMap((two) => [`${one}/${two}`, ...names.map((three) => `${one}/${two}/${three}`)]),
]);

async function seenBy(lookup: Lookup): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const at of candidates) {
    const info = await lookup(`/${at}`);
    if (info) found[at] = shown(info);
  }
  return found;
}

function mounted(root: string): Record<string, string> {
  const found: Record<string, string> = {};
  const visit = (at: string) => {
    for (const each of readdirSync(join(root, at))) {
      const inner = at === '' ? each : `${at}/${each}`;
      const stats = lstatSync(join(root, inner), { throwIfNoEntry: false });
      // overlayfs lists, but does not have, what a layer hides in a folder of its own.
      if (!stats) continue;
      const type = stats.isDirectory() ? 'directory' : stats.isSymbolicLink() ? 'symlink' : 'file';
      const info = { type, mode: stats.mode & 0o7777, uid: stats.uid };
      const isLink = type === 'symlink';
      found[inner] = shown(isLink ? { ...info, linkName: readlinkSync(join(root, inner)) } : info);
      if (type === 'directory') visit(inner);
    }
  };
  visit('');
  return found;
}

function shown(info: { type: string; mode: number; uid: number; linkName?: string }): string {
  return info.type === 'symlink'
    ? `symlink ${info.linkName}`
    : `${info.type} ${info.mode} ${info.uid}`;
}

/** Links are followed inside the root, files read without unpacking anything. */
export async function resolvingAndReading(scratch: string): Promise<void> {
  const lab = await LayerLab.create(scratch);
  const base = await lab.asBlob([
    symlink('bin', 'usr/bin'),
    file('usr/bin/tool', 'tool'),
    symlink('usr/up', '../../../usr'),
    symlink('loop', 'loop'),
    file('etc/passwd', 'root:x:0:0'),
    link('etc/passwd-', 'etc/passwd'),
    file('large', 'x'.repeat(4 * 1024 * 1024 + 1)),
  ]);
  const top = await lab.asBlob([symlink('etc/alias', '/bin/tool'), file('etc/.wh.passwd')]);
  const view = lab.store.view([base, top]);
  assert.equal(await view.resolve('/bin/tool'), '/usr/bin/tool');
  assert.equal(await view.resolve('/usr/up/up/bin/new'), '/usr/bin/new');
  assert.equal(await view.resolve('/etc/alias'), '/usr/bin/tool');
  assert.equal(await view.resolve('/../missing/../x'), '/x');
  await refused('LAYER_INVALID', () => view.resolve('/loop'));
  await refused('LAYER_INVALID', () => view.readFile('/large'));
  assert.equal(text(await view.readFile('/etc/alias')), 'tool');
  assert.equal(text(await view.readFile('/etc/passwd-')), 'root:x:0:0');
  assert.equal(await view.readFile('/etc/passwd'), undefined);
  assert.equal(await view.readFile('/etc'), undefined);
  assert.equal(await lab.store.size(base), 4 * 1024 * 1024 + 1 + 4 + 10);
  const folders = readdirSync(join(lab.folder, 'layers'));
  for (const each of folders) {
    assert.ok(!readdirSync(join(lab.folder, 'layers', each)).includes('fs'), 'nothing is unpacked');
  }
  const root = await lab.store.mount([base, top], { writable: false });
  assert.equal(readFileSync(join(root.path, 'etc/passwd-'), 'utf8'), 'root:x:0:0');
  assert.equal(text(await lab.store.view([base, top]).readFile('/etc/passwd-')), 'root:x:0:0');
  await root.close();
}

function text(bytes: Uint8Array | undefined): string | undefined {
  return bytes && Buffer.from(bytes).toString();
}
