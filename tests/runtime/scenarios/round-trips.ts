import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { TarHeader, TarInput } from '@slipway/archive';
import { getAttribute } from '@slipway/linux';
import { file, folder, isInitialNamespace, LayerLab, link, symlink, treeOf } from '../layer-lab.ts';

const longName = 'n'.repeat(255);
const longPath = Array.from({ length: 12 }, () => 'd'.repeat(90)).join('/');
const capability = Buffer.from('0100000200040000000000000000000000000000', 'hex');
const bytesName = Buffer.from([0x66, 0xff, 0xfe, 0x0a, 0x5c]);

/** One of every kind, in the order in which a packed layer has them. */
function everyKind(): TarInput[] {
  const times = { mtime: { seconds: 1_700_000_000, nanoseconds: 0 } };
  const xattrs = new Map<string, Uint8Array>([['user.greeting', Buffer.from([0, 255, 10])]]);
  const parents = longPath.split('/').map((_, index, all) => all.slice(0, index + 1).join('/'));
  const sparse = Buffer.concat([
    Buffer.alloc(8 * 1024 * 1024),
    Buffer.from('end'),
    Buffer.alloc(99),
  ]);
  return [
    folder('a-folder', 0o1777),
    file('a-folder/before-1970', 'old', { mtime: { seconds: -5, nanoseconds: 0 } }),
    {
      header: {
        type: 'block-device',
        name: 'block',
        mode: 0o660,
        gid: 6,
        deviceMajor: 7,
        deviceMinor: 300,
        ...times,
      },
    },
    file('capable', 'ping', {
      mode: 0o755,
      xattrs: new Map([['security.capability', capability]]),
    }),
    {
      header: {
        type: 'character-device',
        name: 'char',
        mode: 0o666,
        deviceMajor: 1,
        deviceMinor: 3,
        ...times,
      },
    },
    ...parents.map((name) => folder(name)),
    file(`${longPath}/${longName}`, 'deep'),
    file('empty'),
    file(bytesName, 'bytes'),
    { header: { type: 'fifo', name: 'fifo', mode: 0o620, ...times } },
    file('linked-1', 'shared', { uid: 1001, gid: 1002 }),
    link('linked-2', 'linked-1'),
    file('owned', 'x', { uid: 65534, gid: 33, mode: 0 }),
    folder('setgid', 0o2755),
    file('setuid', 'x', { mode: 0o4755, uid: 33, gid: 44 }),
    { header: { type: 'file', name: 'sparse', size: sparse.length, ...times }, body: sparse },
    symlink('symlink', '../anywhere/\u00e9'),
    file('with-attributes', 'x', { xattrs }),
  ];
}

function plain(header: Partial<TarHeader> & { readonly type: string }) {
  const text = (bytes: Uint8Array | string | undefined) =>
    Buffer.from(bytes ?? '')
      .toString('latin1')
      .replace(/\/$/, '');
  const isLink = header.type === 'link';
  return {
    type: header.type,
    name: text(header.name),
    linkName: text(header.linkName),
    // A hard link's are its file's.
    ...(isLink
      ? {}
      : {
          mode: header.type === 'symlink' ? 0o777 : (header.mode ?? 0o644),
          uid: header.uid ?? 0,
          gid: header.gid ?? 0,
          seconds: header.mtime?.seconds ?? 0,
          xattrs: [...(header.xattrs ?? [])]
            .map(([name, value]) => [name, Buffer.from(value).toString('hex')])
            .sort(),
        }),
    device: [header.deviceMajor ?? 0, header.deviceMinor ?? 0],
  };
}

/** Entries become a folder, and that the same entries. Answers the diffID: equal for every user. */
export async function everyKindOfEntry(scratch: string): Promise<string> {
  const lab = await LayerLab.create(scratch);
  const entries = everyKind();
  const layer = await lab.asFolder(entries);
  const { descriptor, diffId } = await lab.store.blob(layer, { compression: 'gzip' });
  const packed = await lab.entriesOf(descriptor);
  const asBytes = (name: Uint8Array | string) => Buffer.from(name).toString('latin1');
  const wanted = entries
    .map(({ header }) => plain(header as TarHeader))
    .map((each) => ({ ...each, name: each.name.replace(/\/$/, '') }));
  const parts = (name: string) => name.split('/').join('\0');
  wanted.sort((a, b) => (parts(a.name) < parts(b.name) ? -1 : 1));
  assert.deepEqual(
    packed.map(({ header }) => plain(header)),
    wanted,
  );
  for (const { header, body } of entries) {
    if (header.type !== 'file') continue;
    const found = packed.find((each) => asBytes(each.header.name) === asBytes(header.name));
    assert.ok(found?.content.equals(Buffer.from((body ?? '') as Uint8Array)), asBytes(header.name));
  }
  return diffId;
}

/** A blob's entries, mounted, are what they say. */
export async function everyKindMounted(scratch: string): Promise<void> {
  const lab = await LayerLab.create(scratch);
  const nanoseconds = { mtime: { seconds: 1_700_000_001, nanoseconds: 123_456_789 } };
  const layer = await lab.asBlob([
    ...everyKind(),
    file('fine', 'x', nanoseconds),
    { header: { type: 'symlink', name: 'fine-link', linkName: 'x', ...nanoseconds } },
    { header: { type: 'directory', name: 'fine-folder', ...nanoseconds } },
    file('fine-folder/x'),
  ]);
  const root = await lab.store.mount([layer], { writable: false });
  const at = (name: string | Buffer) =>
    Buffer.concat([Buffer.from(`${root.path}/`), Buffer.from(name)]);
  const stat = (name: string | Buffer) => lstatSync(at(name), { bigint: true });
  for (const name of ['fine', 'fine-link', 'fine-folder']) {
    assert.equal(stat(name).mtimeNs, 1_700_000_001_123_456_789n, name);
  }
  assert.equal(stat('a-folder/before-1970').mtimeNs, -5_000_000_000n);
  assert.equal(stat('a-folder').mode & 0o7777n, 0o1777n);
  assert.equal(stat('setuid').mode & 0o7777n, 0o4755n);
  assert.deepEqual([stat('setuid').uid, stat('setuid').gid], [33n, 44n]);
  assert.equal(stat('linked-1').ino, stat('linked-2').ino);
  assert.equal(stat('linked-1').nlink, 2n);
  assert.ok(stat('fifo').isFIFO());
  assert.equal(readlinkSync(at('symlink')).toString(), '../anywhere/\u00e9');
  assert.equal(readFileSync(at(bytesName)).toString(), 'bytes');
  assert.ok(stat('sparse').blocks * 512n < 64n * 1024n, 'holes are kept');
  assert.equal(stat('sparse').size, BigInt(8 * 1024 * 1024 + 102));
  assert.deepEqual(
    Buffer.from(getAttribute(at('capable'), 'security.capability') ?? []),
    capability,
  );
  assert.deepEqual([...(getAttribute(at('with-attributes'), 'user.greeting') ?? [])], [0, 255, 10]);
  if (isInitialNamespace()) {
    assert.ok(stat('char').isCharacterDevice());
    assert.equal(stat('char').rdev, BigInt(0x103));
    assert.ok(stat('block').isBlockDevice());
  }
  await root.close();
}

const change = (root: string) => {
  rmSync(join(root, 'gone-file'));
  rmSync(join(root, 'gone-folder'), { recursive: true });
  rmSync(join(root, 'renewed'), { recursive: true });
  mkdirSync(join(root, 'renewed'));
  writeFileSync(join(root, 'renewed/new'), 'new');
  rmSync(join(root, 'folder-to-file'), { recursive: true });
  writeFileSync(join(root, 'folder-to-file'), 'a file now');
  rmSync(join(root, 'file-to-folder'));
  mkdirSync(join(root, 'file-to-folder'));
  writeFileSync(join(root, 'file-to-folder/x'), '');
  writeFileSync(join(root, 'kept/changed'), 'changed');
  chmodSync(join(root, 'kept/touched'), 0o600);
  execFileSync('mv', [join(root, 'moved'), join(root, 'moved-away')]);
  renameSync(join(root, 'kept/old-name'), join(root, 'kept/new-name'));
};

/** What a step changed looks the same mounted, committed, packed and unpacked elsewhere. */
export async function changesOfAStep(scratch: string): Promise<void> {
  const lab = await LayerLab.create(scratch);
  const names = ['gone-folder', 'renewed', 'folder-to-file', 'kept', 'moved'];
  const base = await lab.asBlob([
    ...names.flatMap((name) => [folder(name), file(`${name}/below`, name)]),
    file('gone-file', '1'),
    file('file-to-folder', '2'),
    file('kept/changed', '3'),
    file('kept/touched', '4'),
    file('kept/old-name', '5'),
  ]);
  const root = await lab.store.mount([base], { writable: true });
  change(root.path);
  const wanted = treeOf(root.path);
  const step = await root.commit();
  assert.ok(step);
  assert.ok(!('gone-folder/below' in wanted) && !('renewed/below' in wanted));

  const mounted = await lab.store.mount([base, step], { writable: false });
  assert.deepEqual(treeOf(mounted.path), wanted);
  await mounted.close();

  const packed = await lab.store.blob(step, { compression: 'zstd' });
  const names2 = (await lab.entriesOf(packed.descriptor)).map(({ header }) =>
    Buffer.from(header.name).toString(),
  );
  assert.ok(
    names2.includes('.wh.gone-file') && names2.includes('renewed/.wh..wh..opq'),
    names2.join(' '),
  );
  const again = await lab.store.fromBlob(packed);
  const elsewhere = await lab.store.mount([base, again], { writable: false });
  assert.deepEqual(treeOf(elsewhere.path), wanted);
  await elsewhere.close();

  const view = lab.store.view([base, again]);
  assert.equal(await view.lookup('/gone-folder/below'), undefined);
  assert.equal(await view.lookup('/folder-to-file/below'), undefined);
  assert.equal(await view.lookup('/renewed/below'), undefined);
  assert.equal((await view.lookup('/kept/touched'))?.mode, 0o600);
}

/** Equal folders give equal bytes, also of another age. */
export async function packingRepeats(scratch: string): Promise<void> {
  const one = await LayerLab.create(scratch);
  const two = await LayerLab.create(scratch);
  const entries = everyKind();
  const independent = entries.filter(
    ({ header }) => header.type !== 'link' && !String(header.name).includes('/'),
  );
  const first = await one.store.blob(await one.asFolder(independent), { compression: 'gzip' });
  const reversed = [...independent].reverse();
  const second = await two.store.blob(await two.asFolder(reversed), { compression: 'gzip' });
  assert.deepEqual(first, second);
  const again = await two.store.blob(await two.asFolder(reversed), { compression: 'zstd' });
  assert.equal(again.diffId, first.diffId);
  assert.notEqual(again.descriptor.digest, first.descriptor.digest);
}

/** `latestTime` clamps; what is older already keeps its blob. */
export async function clampedTimes(scratch: string): Promise<void> {
  const lab = await LayerLab.create(scratch);
  const layer = await lab.asFolder([
    file('late', 'x', { mtime: { seconds: 5000, nanoseconds: 1 } }),
    file('early', 'x', { mtime: { seconds: 100, nanoseconds: 0 } }),
  ]);
  const asIs = await lab.store.blob(layer, { compression: 'gzip' });
  const clamped = await lab.store.blob(layer, { compression: 'gzip', latestTime: 1000 });
  const times = (await lab.entriesOf(clamped.descriptor)).map(({ header }) => header.mtime.seconds);
  assert.deepEqual(times, [100, 1000]);
  assert.notEqual(asIs.diffId, clamped.diffId);
  assert.deepEqual(await lab.store.blob(layer, { compression: 'gzip', latestTime: 6000 }), asIs);
  assert.deepEqual(await lab.store.knownBlob(layer), asIs);
  const forced = await lab.store.blob(layer, { compression: 'none', force: true });
  assert.equal(forced.diffId, asIs.diffId);
  assert.equal(forced.descriptor.digest, asIs.diffId);
}
