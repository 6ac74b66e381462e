import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { file, folder, LayerLab, mountsBelow, refused } from '../layer-lab.ts';

const manyFiles = () => [
  folder('d'),
  ...Array.from({ length: 3000 }, (_, index) => file(`d/f${index}`, `content ${index}`)),
];

/** Whoever asks, a layer is unpacked once. */
export async function unpackedOnce(scratch: string): Promise<void> {
  const lab = await LayerLab.create(scratch);
  const layer = await lab.asBlob(manyFiles());
  const stores = await Promise.all([1, 2, 3, 4].map(() => lab.another()));
  const unpackers = new Set<number>();
  const roots = await Promise.all(
    stores.map((store, index) =>
      store.mount([layer], { writable: true, onProgress: () => unpackers.add(index) }),
    ),
  );
  assert.equal(unpackers.size, 1);
  for (const root of roots) assert.equal(readdirSync(join(root.path, 'd')).length, 3000);
  await Promise.all(roots.map((root) => root.close()));
  assert.deepEqual(lab.leftovers(), []);
}

/** Roots of the same layers do not see each other's changes. */
export async function rootsApart(scratch: string): Promise<void> {
  const lab = await LayerLab.create(scratch);
  const layer = await lab.asBlob([file('f', 'base')]);
  const [one, two] = await Promise.all([
    lab.store.mount([layer], { writable: true }),
    lab.store.mount([layer], { writable: true }),
  ]);
  writeFileSync(join(one.path, 'f'), 'one');
  assert.equal(readFileSync(join(two.path, 'f'), 'utf8'), 'base');
  assert.equal(await two.commit(), undefined);
  const layerOfOne = await one.commit();
  assert.ok(layerOfOne);
  assert.equal(await lab.store.knownBlob(layerOfOne), undefined);
  const view = lab.store.view([layer, layerOfOne]);
  assert.equal(Buffer.from((await view.readFile('/f')) ?? []).toString(), 'one');
  const readOnly = await lab.store.mount([layer], { writable: false });
  assert.throws(() => writeFileSync(join(readOnly.path, 'f'), 'x'), /EROFS/);
  await readOnly.close();
  await readOnly.close();
  assert.deepEqual(mountsBelow(lab.folder), []);
}

/** A layer in use stays; another goes with all that is known of it. */
export async function removing(scratch: string): Promise<void> {
  const lab = await LayerLab.create(scratch);
  const layer = await lab.asFolder([file(Buffer.from([0xff, 0x2f, 0xfe]), 'x'), file('g')]);
  const blob = await lab.store.blob(layer, { compression: 'gzip' });
  const root = await lab.store.mount([layer], { writable: false });
  assert.equal(await (await lab.another()).remove(layer), false);
  await root.close();
  const listed: string[] = [];
  for await (const { id } of lab.store.list()) listed.push(id);
  assert.deepEqual(listed, [layer.id]);
  const kept: string[] = [];
  for await (const { digest } of lab.store.blobs()) kept.push(digest);
  assert.deepEqual(kept, [blob.descriptor.digest]);
  assert.equal(await lab.store.remove(layer), true);
  assert.equal(await lab.store.get(layer.id), undefined);
  assert.equal(await lab.store.remove(layer), false);
  await refused('LAYER_UNAVAILABLE', () => lab.store.mount([layer], { writable: false }));
}

/** More layers than Docker allows an image to have. */
export async function manyLayers(scratch: string): Promise<void> {
  const lab = await LayerLab.create(scratch);
  const layers = await Promise.all(
    Array.from({ length: 150 }, (_, index) =>
      lab.asFolder([file(`f${index}`), file('last', `${index}`)]),
    ),
  );
  const root = await lab.store.mount(layers, { writable: true });
  assert.equal(readdirSync(root.path).length, 151);
  assert.equal(readFileSync(join(root.path, 'last'), 'utf8'), '149');
  await root.close();
  const empty = await lab.store.mount([], { writable: true });
  writeFileSync(join(empty.path, 'x'), '');
  assert.ok(await empty.commit());
}

/** Folders that were not known to be on the disk when the machine stopped do not count any more. */
export async function machineStarted(scratch: string): Promise<void> {
  const lab = await LayerLab.create(scratch);
  const pulled = await lab.asBlob([file('f', 'pulled')]);
  const root = await lab.store.mount([pulled], { writable: true });
  writeFileSync(join(root.path, 'g'), 'step');
  const step = await root.commit();
  assert.ok(step);
  for (const { id } of [pulled, step]) {
    const folderOf = join(lab.folder, 'layers', id.replace(':', '-'));
    const path = join(folderOf, 'layer.json');
    const record = JSON.parse(readFileSync(path, 'utf8'));
    assert.ok(record.folder.boot);
    record.folder.boot = 'an earlier start';
    writeFileSync(path, JSON.stringify(record));
    if (id === pulled.id) writeFileSync(join(folderOf, 'fs/f'), '\0\0');
  }
  const store = await lab.another();
  assert.equal(await store.get(step.id), undefined);
  const again = await store.mount([pulled], { writable: false });
  assert.equal(readFileSync(join(again.path, 'f'), 'utf8'), 'pulled');
  await again.close();
  assert.deepEqual(lab.leftovers(), []);
}

/** A process killed while it unpacks, or while it has a root mounted, leaves whole layers only. */
export async function killed(scratch: string): Promise<void> {
  const lab = await LayerLab.create(scratch, 'killed');
  const layer = await lab.asBlob(manyFiles());
  for (const when of ['unpacking', 'mounted']) {
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, '../hold-layer.ts'), lab.folder, layer.id, when],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    if (when === 'unpacking') assert.notDeepEqual(lab.leftovers(), []);
    const store = await lab.another();
    if (when === 'unpacking') assert.deepEqual(lab.leftovers(), []);
    const root = await store.mount([layer], { writable: false });
    assert.equal(readdirSync(join(root.path, 'd')).length, 3000);
    await root.close();
  }
  assert.ok(existsSync(join(lab.folder, 'layers')));
}
