import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmodSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeTarHeader, type TarInput } from '@slipway/archive';
import { type ContentStore, digestBytes } from '@slipway/content';
import { mount, unmount } from '@slipway/linux';
import { mediaTypes } from '@slipway/oci';
import { file, folder, from, LayerLab, link, refused, symlink } from '../layer-lab.ts';

/** Layers by what they try; `outside` is a folder with `file` in it that they aim at. */
const attacks: Readonly<Record<string, (outside: string) => readonly (readonly TarInput[])[]>> = {
  'a name with ..': () => [
    [file('../escape', 'x')],
    [file('a/../../../escape', 'x')],
    [folder('..')],
  ],
  'an absolute name': (outside) => [
    [file(`${outside}/file`, 'x')],
    [file(`//${outside}/new`, 'x')],
  ],
  'a link and a file below it': (outside) => [
    [symlink('l', outside), file('l/file', 'x')],
    [symlink('l', '../../../../../..'), file(`l${outside}/file`, 'x')],
    [symlink('l', '/proc/self/root'), file(`l${outside}/file`, 'x')],
    [symlink('l', '.'), symlink('l/m', outside), file('l/l/l/m/file', 'x')],
  ],
  'a link, then a file in its place': (outside) => [
    [symlink('l', `${outside}/file`), file('l', 'x')],
    [symlink('l', outside), folder('l', 0o777), file('l/file', 'x')],
    [symlink('l', outside), { header: { type: 'directory', name: 'l', uid: 5, mode: 0o777 } }],
    [symlink('l', `${outside}/file`), { header: { type: 'fifo', name: 'l', mode: 0o777 } }],
  ],
  'a hard link to outside': (outside) => [
    [link('h', `${outside}/file`), file('h', 'x')],
    [link('h', '../../../../../../etc/passwd')],
    [symlink('l', `${outside}/file`), link('h', 'l'), file('h', 'x', { mode: 0o777, uid: 5 })],
    [symlink('l', outside), link('h', 'l/file'), file('h', 'x')],
  ],
  'whiteouts of outside': (outside) => [
    [symlink('l', outside), file('l/.wh.file')],
    [symlink('l', outside), file('l/.wh..wh..opq')],
    [file('.wh...')],
    [file('.wh..')],
    [file('.wh.')],
    [file(`.wh.${'/'}..${outside}/file`)],
  ],
  'an owner, mode or time through a link': (outside) => [
    [
      {
        header: {
          type: 'symlink',
          name: 'l',
          linkName: `${outside}/file`,
          uid: 7,
          gid: 7,
          mode: 0o777,
          mtime: { seconds: 1, nanoseconds: 0 },
          xattrs: new Map([['user.x', Buffer.from('y')]]),
        },
      },
    ],
  ],
  'a folder replaced by a link while it is open': (outside) => [
    [folder('d'), file('d/a', 'x'), symlink('d', outside), file('d/file', 'x')],
    [folder('d/e'), file('d/e/a'), symlink('d', outside), file('d/e/a', 'x'), file('d/file', 'x')],
  ],
  'the device that hides files': () => [
    [{ header: { type: 'character-device', name: 'x', deviceMajor: 0, deviceMinor: 0 } }],
  ],
  "overlayfs's own attributes": (outside) => [
    [
      {
        header: {
          type: 'directory',
          name: 'd',
          xattrs: new Map([
            ['trusted.overlay.redirect', Buffer.from(outside)],
            ['user.overlay.redirect', Buffer.from(outside)],
          ]),
        },
      },
    ],
  ],
};

/** None of them changes anything outside, from a tar or directly; nothing half is left. */
export async function attacksStayInside(scratch: string, outside: string): Promise<void> {
  const before = snapshot(outside);
  for (const [name, layersOf] of Object.entries(attacks)) {
    for (const [index, entries] of layersOf(outside).entries()) {
      const lab = await LayerLab.create(scratch);
      const what = `${name} (${index})`;
      await contained(what, () => lab.asFolder(entries));
      await contained(what, async () => {
        const root = await lab.store.mount([await lab.asBlob(entries)], { writable: true });
        await root.close();
      });
      assert.deepEqual(snapshot(outside), before, what);
      assert.deepEqual(lab.leftovers(), [], what);
    }
  }
}

async function contained(what: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    assert.equal((error as { code?: unknown }).code, 'LAYER_INVALID', `${what}: ${error}`);
  }
}

/** One layer's link never leads another's entries out, nor a view. */
export async function linksAcrossLayers(scratch: string, outside: string): Promise<void> {
  const before = snapshot(outside);
  const lab = await LayerLab.create(scratch);
  const lower = await lab.asBlob([symlink('d', outside), symlink('passwd', `${outside}/file`)]);
  const upper = await lab.asBlob([file('d/file', 'inside'), file('d/.wh.other')]);
  const root = await lab.store.mount([lower, upper], { writable: true });
  assert.equal(readFileSync(join(root.path, 'd/file'), 'utf8'), 'inside');
  writeFileSync(join(root.path, 'd/file'), 'changed');
  assert.ok(await root.commit());
  const view = lab.store.view([lower]);
  assert.equal(await view.readFile('/d/file'), undefined);
  assert.equal(await view.readFile('/passwd'), undefined);
  const mounted = await lab.store.mount([lower], { writable: false });
  assert.equal(await lab.store.view([lower]).readFile('/passwd'), undefined);
  await mounted.close();
  assert.deepEqual(snapshot(outside), before);
}

/** Archives that lie about sizes are refused, and leave nothing. */
export async function damagedBlobs(scratch: string): Promise<void> {
  const huge = Buffer.from(encodeTarHeader({ type: 'file', name: 'x', size: 8 * 1024 ** 3 }));
  huge[156] = 'x'.charCodeAt(0);
  checksummed(huge);
  const whole = Buffer.concat([
    encodeTarHeader({ type: 'file', name: 'x', size: 600 }),
    Buffer.alloc(1024),
  ]);
  const cases: readonly [string, Buffer][] = [
    ['a huge extended header', Buffer.concat([huge, Buffer.alloc(2048)])],
    ['no tar', Buffer.alloc(4096, 'z')],
    ['a cut file', whole.subarray(0, 700)],
    ['another diffID', Buffer.concat([whole, Buffer.alloc(1024)])],
  ];
  for (const [what, bytes] of cases) {
    const lab = await LayerLab.create(scratch);
    const layer = await lab.store.fromBlob({
      descriptor: await stored(lab.content, bytes),
      diffId: digestBytes('sha256', Buffer.from('something else')),
    });
    const error = await refused('LAYER_INVALID', () =>
      lab.store.mount([layer], { writable: false }),
    );
    assert.match(error.message, /sha256:/, what);
    assert.deepEqual(lab.leftovers(), [], what);
  }
}

/** A file of a terabyte of nothing can be given up, and one of more than there can be is refused. */
export async function endlessFiles(scratch: string): Promise<void> {
  const lab = await LayerLab.create(scratch);
  const zeros = Buffer.alloc(1 << 20);
  const endless = async function* () {
    for (;;) yield zeros;
  };
  const terabyte: TarInput = {
    header: { type: 'file', name: 'x', size: 2 ** 40 },
    body: endless(),
  };
  const signal = AbortSignal.timeout(100);
  const work = lab.store.create(from([terabyte]), { as: 'folder', signal });
  await assert.rejects(work, { name: 'TimeoutError' });
  assert.deepEqual(lab.leftovers(), []);
  await refused('LAYER_INVALID', () => lab.asFolder([file('n'.repeat(256))]));
  await refused('LAYER_INVALID', () => lab.asFolder([file('file'), file('file/below')]));
  assert.deepEqual(lab.leftovers(), []);
}

/** A disk that fills up is said so, and is as empty afterwards as before. */
export async function fullDisk(scratch: string): Promise<void> {
  mount({ source: 'small', target: scratch, type: 'tmpfs', data: 'size=3m' });
  try {
    const lab = await LayerLab.create(scratch);
    const entries = Array.from({ length: 8 }, (_, index) => file(`f${index}`, 'x'.repeat(1 << 20)));
    await refused('DISK_FULL', () => lab.asFolder(entries));
    assert.deepEqual(lab.leftovers(), []);
    await lab.asFolder([file('small', 'fits')]);
    await refused('DISK_FULL', () => lab.store.create(from(noise()), { as: { blob: 'gzip' } }));
    await lab.asFolder([file('small', 'still fits')]);
  } finally {
    unmount(scratch, { detach: true });
  }
}

function noise(): TarInput[] {
  const body = randomBytes(8 << 20);
  return [{ header: { type: 'file', name: 'noise', size: body.length }, body }];
}

async function stored(content: ContentStore, bytes: Buffer) {
  const digest = digestBytes('sha256', bytes);
  await content.put(
    digest,
    (async function* () {
      yield bytes;
    })(),
  );
  return { mediaType: mediaTypes.ociLayer, digest, size: bytes.length };
}

function checksummed(block: Buffer): void {
  block.fill(0x20, 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
}

function snapshot(outside: string) {
  return ['', 'file'].map((name) => {
    const stats = lstatSync(join(outside, name), { bigint: true });
    const { mode, uid, gid, mtimeNs, ctimeNs, nlink, ino } = stats;
    return {
      mode,
      uid,
      gid,
      mtimeNs,
      ctimeNs,
      nlink,
      ino,
      content: name && readFileSync(join(outside, name), 'utf8'),
    };
  });
}

export const makeOutside = (outside: string): void => {
  writeFileSync(join(outside, 'file'), 'untouched');
  chmodSync(join(outside, 'file'), 0o600);
};
