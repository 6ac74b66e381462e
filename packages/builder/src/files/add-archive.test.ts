import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { type TarInput, writeTar } from '@slipway/archive';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CopyOptions, copied, layerOf, makeTree, prepare } from '../testing/copy-fixture.ts';
import { FakeRootView } from '../testing/fake-root-view.ts';

async function tar(entries: readonly TarInput[]): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of writeTar(entries)) chunks.push(Uint8Array.from(chunk));
  return Buffer.concat(chunks);
}

function file(name: string, content: string, more: Partial<TarInput['header']> = {}): TarInput {
  const body = Buffer.from(content);
  return { header: { type: 'file', name, size: body.length, ...more }, body };
}

const link = (name: string, linkName: string): TarInput => ({
  header: { type: 'link', name, linkName },
});
const symlink = (name: string, linkName: string): TarInput => ({
  header: { type: 'symlink', name, linkName },
});

const simple = [file('a', 'one', { uid: 5, gid: 6, mode: 0o640 }), file('d/b', 'two')];
const unpacked = { 'x/': '', 'x/a': 'one', 'x/d/': '', 'x/d/b': 'two' };

function treeWith(archive: Buffer): string {
  const tree = makeTree({});
  writeFileSync(join(tree, 'archive'), archive);
  return tree;
}

async function added(archive: Buffer, options: CopyOptions = {}): Promise<Record<string, string>> {
  return copied(treeWith(archive), ['archive'], {
    instruction: 'ADD',
    destination: '/x',
    ...options,
  });
}

test('archives are told by their content and unpacked, whatever compresses them', async () => {
  const plain = await tar(simple);
  expect(await added(plain)).toEqual(unpacked);
  expect(await added(gzipSync(plain))).toEqual(unpacked);
  expect(await added(zstdCompressSync(plain))).toEqual(unpacked);
  for (const program of ['xz', 'bzip2']) {
    expect(await added(execFileSync(program, ['-c'], { input: plain }))).toEqual(unpacked);
  }
});

test('a missing program is named with its package', async () => {
  const archive = execFileSync('xz', ['-c'], { input: await tar(simple) });
  const path = process.env.PATH;
  process.env.PATH = '/nowhere';
  try {
    await expect(added(archive)).rejects.toMatchObject({
      code: 'COPY_FAILED',
      advice: 'install it: apt-get install xz-utils',
    });
  } finally {
    process.env.PATH = path;
  }
});

test('COPY, --unpack=false and other files leave content as it is', async () => {
  const plain = (await tar(simple)).toString('latin1');
  const tree = treeWith(Buffer.from(plain, 'latin1'));
  const expected = { x: Buffer.from(plain, 'latin1').toString() };
  expect(await copied(tree, ['archive'], { destination: '/x' })).toEqual(expected);
  const kept = { instruction: 'ADD', destination: '/x', unpack: false } as const;
  expect(await copied(tree, ['archive'], kept)).toEqual(expected);
  expect(await added(Buffer.from('no archive'))).toEqual({ x: 'no archive' });
  expect(await added(gzipSync('no archive'))).toMatchObject({ x: expect.any(String) });
  expect(await added(Buffer.alloc(1024))).toMatchObject({ x: expect.any(String) });
});

test('owners come from the archive or --chown, implied folders are root’s', async () => {
  const tree = treeWith(await tar(simple));
  const owners = async (options: CopyOptions = {}) =>
    (
      await layerOf(
        await prepare(tree, ['archive'], { instruction: 'ADD', destination: '/x', ...options }),
      )
    ).map(({ name, owner, mode }) => `${name} ${owner} ${mode}`);
  expect(await owners()).toEqual(['x 0:0 755', 'x/a 5:6 640', 'x/d 0:0 755', 'x/d/b 0:0 644']);
  expect(await owners({ chown: '9:8' })).toEqual([
    'x 9:8 755',
    'x/a 9:8 640',
    'x/d 0:0 755',
    'x/d/b 9:8 644',
  ]);
});

test('an archive goes through a symlink at its destination, into folders that exist', async () => {
  const below = new FakeRootView({
    '/real/d': { mode: 0o700, uid: 3 },
    '/x': { type: 'symlink', linkName: '/real' },
  });
  expect(await added(await tar(simple), { below })).toEqual({
    'real/': '',
    'real/a': 'one',
    'real/d/': '',
    'real/d/b': 'two',
  });
});

test('names, symlinks and links of an archive never lead out of the destination', async () => {
  expect(
    await added(
      await tar([
        file('../../up', '1'),
        file('/abs', '2'),
        symlink('out', '/etc'),
        file('out/passwd', '3'),
        symlink('rel', '../../../etc'),
        file('rel/shadow', '4'),
        link('hard', '/../abs'),
        symlink('chain', 'rel'),
        link('through', 'chain/shadow'),
      ]),
    ),
  ).toEqual({
    'x/': '',
    'x/abs': '2',
    'x/chain': '-> rel',
    'x/etc/': '',
    'x/etc/passwd': '3',
    'x/etc/shadow': '4',
    'x/hard': '-> x/abs',
    'x/out': '-> /etc',
    'x/rel': '-> ../../../etc',
    'x/through': '-> x/etc/shadow',
    'x/up': '1',
  });
});

test('later entries replace earlier ones', async () => {
  expect(
    await added(
      await tar([
        file('a', '1'),
        file('c', 'old'),
        file('c', 'new'),
        symlink('l', 'c'),
        file('l', 'no longer a link'),
        { header: { type: 'directory', name: 'a' } },
        file('a/inside', '2'),
      ]),
    ),
  ).toEqual({
    'x/': '',
    'x/a/': '',
    'x/a/inside': '2',
    'x/c': 'new',
    'x/l': 'no longer a link',
  });
});

test('a folder that was a file for a while hides what lies below', async () => {
  const below = new FakeRootView({ '/x/a/old': { content: '' } });
  const folder: TarInput = { header: { type: 'directory', name: 'a' } };
  expect(await added(await tar([file('a', '1'), folder]), { below })).toEqual({
    'x/': '',
    'x/a/': '',
    'x/a/.wh..wh..opq': '',
  });
});

test('links to nothing, whiteouts and damage are errors', async () => {
  const failed = { code: 'COPY_FAILED' };
  await expect(added(await tar([link('a', 'etc/passwd')]))).rejects.toMatchObject(failed);
  await expect(added(await tar([file('.wh.passwd', '')]))).rejects.toMatchObject(failed);
  const loop = await tar([symlink('a', 'b'), symlink('b', 'a'), file('a/x', '')]);
  await expect(added(loop)).rejects.toThrow('loop');
  const cut = gzipSync(await tar([file('a', 'x'.repeat(100_000))]));
  await expect(added(cut.subarray(0, -20))).rejects.toMatchObject(failed);
  const damaged = (await tar([file('a', 'x'), file('b', 'y')])).fill(0x41, 1100, 1200);
  await expect(added(damaged)).rejects.toThrow('cannot be unpacked');
});

test('attributes that overlay mounts or the host mean are left out', async () => {
  const xattrs = new Map(
    ['user.kept', 'security.capability', 'trusted.overlay.opaque', 'user.overlay.redirect'].map(
      (name) => [name, Buffer.from('v')] as const,
    ),
  );
  const tree = treeWith(await tar([file('a', '1', { xattrs })]));
  const prepared = await prepare(tree, ['archive'], { instruction: 'ADD' });
  const found: string[] = [];
  for await (const { header } of prepared.entries()) found.push(...(header.xattrs?.keys() ?? []));
  await prepared.close();
  expect(found).toEqual(['security.capability', 'user.kept']);
});

test('whatever an archive holds, its layer is a plain tree below the destination', async () => {
  const name = fc.array(fc.constantFrom('a', 'b', '..', '.', 'l'), { minLength: 1, maxLength: 4 });
  const path = fc
    .tuple(fc.boolean(), name)
    .map(([rooted, parts]) => `${rooted ? '/' : ''}${parts.join('/')}`);
  const entry = fc.oneof(
    path.map((each) => file(each, 'x')),
    path.map((each): TarInput => ({ header: { type: 'directory', name: each } })),
    fc.tuple(path, path).map(([from, to]) => symlink(from, to)),
    fc.tuple(path, path).map(([from, to]) => link(from, to)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 8 }), async (entries) => {
      const tree = treeWith(await tar(entries));
      const options = { instruction: 'ADD', destination: '/x' } as const;
      let lines: Awaited<ReturnType<typeof layerOf>>;
      try {
        lines = await layerOf(await prepare(tree, ['archive'], options));
      } catch (error) {
        expect(error).toMatchObject({ code: 'COPY_FAILED' });
        return;
      }
      const folders = new Set(['']);
      const seen = new Set<string>();
      for (const { name: each, type, content } of lines) {
        expect(each === 'x' || each.startsWith('x/')).toBe(true);
        expect(each.split('/')).not.toContain('..');
        expect(folders).toContain(each.slice(0, Math.max(each.lastIndexOf('/'), 0)));
        expect(seen).not.toContain(each);
        seen.add(each);
        if (type === 'directory') folders.add(each);
        if (type === 'link') expect(seen).toContain(content.slice(3));
      }
    }),
    { numRuns: 150 },
  );
});
