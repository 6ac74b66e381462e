import { linkSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copied, layerOf, makeTree, prepare } from '../testing/copy-fixture.ts';
import { FakeRootView } from '../testing/fake-root-view.ts';

test('a file goes to a name, into a folder, and beside others', async () => {
  const tree = makeTree({ foo: 'one', bar: 'two' });
  expect(await copied(tree, ['foo'], { destination: '/a/b' })).toEqual({ 'a/': '', 'a/b': 'one' });
  expect(await copied(tree, ['foo'], { destination: '/a/' })).toEqual({ 'a/': '', 'a/foo': 'one' });
  expect(await copied(tree, ['foo'], { destination: '/a/.' })).toEqual({
    'a/': '',
    'a/foo': 'one',
  });
  expect(await copied(tree, ['foo', 'bar'], { destination: '/a/' })).toEqual({
    'a/': '',
    'a/foo': 'one',
    'a/bar': 'two',
  });
  const below = new FakeRootView({ '/a': { mode: 0o1777 } });
  expect(await copied(tree, ['foo'], { destination: '/a', below })).toEqual({
    'a/': '',
    'a/foo': 'one',
  });
});

test("a folder's content is copied, not the folder", async () => {
  const tree = makeTree({ 'd/x': '1', 'd/sub/y': '2', 'd/.hidden': '3' });
  const expected = { 'a/': '', 'a/x': '1', 'a/sub/': '', 'a/sub/y': '2', 'a/.hidden': '3' };
  for (const source of ['d', 'd/', 'd/.', '/d', '../../d', './d']) {
    expect(await copied(tree, [source], { destination: '/a' })).toEqual(expected);
    expect(await copied(tree, [source], { destination: '/a/' })).toEqual(expected);
  }
  const below = new FakeRootView({ '/a/sub': {} });
  expect(await copied(tree, ['d'], { destination: '/a', below })).toEqual(expected);
});

test('folders that are made are root’s with mode 0755; those that exist keep what they have', async () => {
  const tree = makeTree({ 'd/x': ['1', 0o600], 'd/sub': [null, 0o700], d: [null, 0o700] });
  const below = new FakeRootView({ '/tmp': { mode: 0o1777, uid: 5, gid: 6 } });
  const lines = await layerOf(await prepare(tree, ['d'], { destination: '/tmp/new', below }));
  expect(lines.map(({ name, mode, owner }) => `${name} ${mode} ${owner}`)).toEqual([
    'tmp 1777 5:6',
    'tmp/new 755 0:0',
    'tmp/new/sub 700 0:0',
    'tmp/new/x 600 0:0',
  ]);
  const over = await layerOf(await prepare(tree, ['d'], { destination: '/tmp', below }));
  expect(over[0]).toMatchObject({ name: 'tmp', mode: '1777', owner: '5:6' });
});

test('wildcards match in one folder; what matches nothing copies nothing', async () => {
  const tree = makeTree({ 'a.go': '1', 'b.go': '2', 'c.txt': '3', 'd/e.go': '4', 'd1/x': '5' });
  expect(await copied(tree, ['*.go'], { destination: '/g/' })).toEqual({
    'g/': '',
    'g/a.go': '1',
    'g/b.go': '2',
  });
  expect(await copied(tree, ['d*/*'], { destination: '/g/' })).toEqual({
    'g/': '',
    'g/e.go': '4',
    'g/x': '5',
  });
  expect(await copied(tree, ['d*'], { destination: '/g/' })).toEqual({
    'g/': '',
    'g/e.go': '4',
    'g/x': '5',
  });
  expect(await copied(tree, ['[ab].go', 'nothing*'])).toEqual({ 'a.go': '1', 'b.go': '2' });
  expect(await copied(tree, ['nothing*'])).toEqual({});
});

test('a source that is absent is an error that names it', async () => {
  const tree = makeTree({ foo: '' });
  await expect(prepare(tree, ['missing'])).rejects.toMatchObject({
    code: 'COPY_FAILED',
    message: '"/missing": not found',
  });
  await expect(prepare(tree, ['foo/bar'])).rejects.toThrow('"/foo/bar": not found');
});

test('symlinks named as the source are followed, inside the root; those below it are copied', async () => {
  const tree = makeTree({
    'real/file': 'content',
    'real/link': '-> file',
    folder: '-> real',
    absolute: '-> /real/file',
    out: '-> ../../../../real/file',
    dangling: '-> nowhere',
    loop: '-> loop',
  });
  expect(await copied(tree, ['folder/file', 'absolute', 'out'], { destination: '/x/' })).toEqual({
    'x/': '',
    'x/file': 'content',
    'x/absolute': 'content',
    'x/out': 'content',
  });
  expect(await copied(tree, ['folder'], { destination: '/x' })).toEqual({
    'x/': '',
    'x/file': 'content',
    'x/link': '-> file',
  });
  await expect(prepare(tree, ['dangling'])).rejects.toThrow('not found');
  await expect(prepare(tree, ['loop'])).rejects.toThrow('loop');
});

test('a symlink at the destination is followed inside the root; one that is replaced is not', async () => {
  const tree = makeTree({ foo: 'new', 'd/link': 'file' });
  const below = new FakeRootView({
    '/data': {},
    '/link': { type: 'symlink', linkName: '/data' },
    '/up': { type: 'symlink', linkName: '../../../data' },
    '/app/link': { type: 'symlink', linkName: '/etc/passwd' },
  });
  const expected = { 'data/': '', 'data/foo': 'new' };
  expect(await copied(tree, ['foo'], { destination: '/link/', below })).toEqual(expected);
  expect(await copied(tree, ['foo'], { destination: '/up', below })).toEqual(expected);
  expect(await copied(tree, ['d'], { destination: '/app', below })).toEqual({
    'app/': '',
    'app/link': 'file',
  });
  expect(await copied(tree, ['foo'], { destination: '/link/', below, link: true })).toEqual({
    'link/': '',
    'link/foo': 'new',
  });
});

test('a folder never replaces a file, nor a file a folder', async () => {
  const tree = makeTree({ 'd/x/y': '', f: '' });
  const below = new FakeRootView({ '/file': { content: '' }, '/a/x': { content: '' }, '/b/f': {} });
  await expect(copied(tree, ['d'], { destination: '/file', below })).rejects.toMatchObject({
    code: 'COPY_FAILED',
    message: 'cannot copy to non-directory: /file',
  });
  await expect(copied(tree, ['d'], { destination: '/a', below })).rejects.toThrow('/a/x');
  await expect(copied(tree, ['f'], { destination: '/b', below })).rejects.toThrow(
    'cannot replace to directory /b/f with file',
  );
});

test('--chown takes names of the image, and makes folders for that owner', async () => {
  const tree = makeTree({ foo: '' });
  const below = new FakeRootView({
    '/etc/passwd': { content: 'root:x:0:0::/:\ndaemon:x:7:8::/:/x\n' },
    '/etc/group': { content: 'staff:x:50:\n' },
  });
  const owners = async (chown: string) =>
    (await layerOf(await prepare(tree, ['foo'], { destination: '/n/', below, chown })))
      .map(({ owner }) => owner)
      .join(' ');
  expect(await owners('daemon')).toBe('7:8 7:8');
  expect(await owners('daemon:staff')).toBe('7:50 7:50');
  expect(await owners('1000')).toBe('1000:1000 1000:1000');
  expect(await owners('1000:staff')).toBe('1000:50 1000:50');
  await expect(owners('nobody')).rejects.toMatchObject({ code: 'COPY_FAILED' });
  await expect(owners('1:nobody')).rejects.toThrow('no group "nobody"');
});

test('--chmod sets modes of files and folders', async () => {
  const tree = makeTree({ 'd/f': ['', 0o640], 'd/s': [null, 0o750] });
  const modes = async (chmod: string) =>
    (await layerOf(await prepare(tree, ['d'], { destination: '/n', chmod })))
      .map(({ mode }) => mode)
      .join(' ');
  expect(await modes('4711')).toBe('711 4711 4711');
  expect(await modes('u=rwX,go=rX')).toBe('755 644 755');
  expect(await modes('+x')).toBe('755 751 751');
  for (const bad of ['64a', '10000', '', 'u+q']) {
    await expect(prepare(tree, ['d'], { chmod: bad }).then(layerOf)).rejects.toMatchObject({
      code: 'COPY_FAILED',
      message: `invalid chmod parameter: '${bad}'. it should be octal string and between 0 and 07777`,
    });
  }
});

test('--exclude leaves out what it matches below a source, but not the source', async () => {
  const tree = makeTree({ 'd/a.txt': '1', 'd/b.md': '2', 'd/s/c.txt': '3', 'd/s/keep.txt': '4' });
  expect(await copied(tree, ['d'], { exclude: ['**/*.txt', '!s/keep.txt'] })).toEqual({
    'b.md': '2',
    's/': '',
    's/keep.txt': '4',
  });
  expect(await copied(tree, ['d/a.txt'], { exclude: ['*.txt'] })).toEqual({ 'a.txt': '1' });
});

test('--parents keeps the path after the pivot', async () => {
  const tree = makeTree({ 'a/b/c/f': '1', 'a/b/c/g': '2', 'a/b2/c/f': '3', 'a/other': '4' });
  const parents = { parents: true, destination: '/out/' };
  expect(await copied(tree, ['a/b/c/f'], parents)).toEqual({
    'out/': '',
    'out/a/': '',
    'out/a/b/': '',
    'out/a/b/c/': '',
    'out/a/b/c/f': '1',
  });
  expect(await copied(tree, ['a/./*/c/f'], parents)).toEqual({
    'out/': '',
    'out/b/': '',
    'out/b/c/': '',
    'out/b/c/f': '1',
    'out/b2/': '',
    'out/b2/c/': '',
    'out/b2/c/f': '3',
  });
  expect(await copied(tree, ['/a/b*/./c/**/g'], parents)).toEqual({
    'out/': '',
    'out/c/': '',
    'out/c/g': '2',
  });
  await expect(prepare(tree, ['a/b/missing'], parents)).rejects.toThrow(
    '"/a/b/missing": not found',
  );
  expect(await copied(tree, ['a/none*'], parents)).toEqual({ 'out/': '' });
  await expect(prepare(tree, ['.'], parents)).rejects.toThrow('"/": not found');
  makeTree({ 'a/link': '-> b' }, tree);
  await expect(prepare(tree, ['a/link/c'], parents)).rejects.toThrow('not found');
});

test('hard links within one source stay links', async () => {
  const tree = makeTree({ 'd/a': 'same' });
  linkSync(join(tree, 'd/a'), join(tree, 'd/b'));
  linkSync(join(tree, 'd/a'), join(tree, 'outside'));
  expect(await copied(tree, ['d'])).toEqual({ a: 'same', b: '-> a' });
  expect(await copied(tree, ['d/a', 'd/b'])).toEqual({ a: 'same', b: 'same' });
});

test('a here-document becomes a file', async () => {
  const heredoc = { kind: 'heredoc', name: 'x.sh', content: 'echo\n' } as const;
  const lines = await layerOf(
    await prepare(makeTree({}), [heredoc], { destination: '/bin/', sourceDateEpoch: 5 }),
  );
  expect(lines.at(-1)).toEqual({
    name: 'bin/x.sh',
    type: 'file',
    mode: '644',
    owner: '0:0',
    content: 'echo\n',
  });
});

test('the digest knows names, modes and content, and neither times nor the order of creation', async () => {
  const digest = async (tree: string) => (await prepare(tree, ['.'])).digest;
  const files = { 'a/x': '1', 'a/y': '2', b: '-> a' };
  const one = await digest(makeTree(files));
  const other = makeTree(Object.fromEntries(Object.entries(files).reverse()));
  utimesSync(join(other, 'a/x'), 1, 2);
  expect(await digest(other)).toBe(one);
  for (const change of [
    { ...files, 'a/x': '3' },
    { ...files, 'a/z': '1' },
    { ...files, b: '-> a/' },
    { ...files, 'a/x': ['1', 0o600] as const },
    { 'a/x': '1', 'a/y': '2', c: '-> a' },
  ]) {
    expect(await digest(makeTree(change))).not.toBe(one);
  }
});

test('a file that changes after it was digested is an error', async () => {
  const tree = makeTree({ a: 'before', b: 'other' });
  const changed = await prepare(tree, ['.']);
  writeFileSync(join(tree, 'a'), 'after!');
  await expect(layerOf(changed)).rejects.toThrow('"/a" changed while it was being copied');
  const gone = await prepare(tree, ['.']);
  rmSync(join(tree, 'b'));
  await expect(layerOf(gone)).rejects.toMatchObject({ code: 'COPY_FAILED' });
});

test('a folder that becomes a symlink is not followed', async () => {
  const secret = makeTree({ key: 'secret' });
  const tree = makeTree({ 'd/key': 'public' });
  const prepared = await prepare(tree, ['.']);
  rmSync(join(tree, 'd'), { recursive: true });
  makeTree({ d: `-> ${secret}` }, tree);
  await expect(layerOf(prepared)).rejects.toThrow('changed');
});

test('names that are no UTF-8, and large files, arrive whole', async () => {
  const tree = makeTree({ big: 'x'.repeat(3_000_000) });
  writeFileSync(Buffer.concat([Buffer.from(`${tree}/`), Buffer.from([0x66, 0xff, 0x80])]), 'odd');
  const lines = await layerOf(await prepare(tree, ['.']));
  expect(lines.map(({ name, content }) => [name, content.length])).toEqual([
    ['big', 3_000_000],
    ['f\udcff\udc80', 3],
  ]);
});

test('a socket becomes an empty file', async () => {
  const tree = makeTree({});
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(tree, 's'), resolve));
  const lines = await layerOf(await prepare(tree, ['.']));
  server.close();
  expect(lines).toMatchObject([{ name: 's', type: 'file', content: '' }]);
});

test('a name that layers reserve is refused', async () => {
  const tree = makeTree({ '.wh.passwd': '' });
  await expect(copied(tree, ['.'])).rejects.toThrow('.wh.');
});

test('nothing that .dockerignore hides is copied, digested or followed', async () => {
  const folder = makeTree({ 'src/a': '1', 'src/b': '2', secret: '3', link: '-> secret' });
  const tree = {
    folder,
    ownedByRoot: true,
    hides: (path: string) =>
      path === 'secret' ? 'all-below' : path === 'src' || path === 'src/b' ? 'yes' : 'no',
  } as const;
  expect(await copied(tree, ['.'])).toEqual({ 'src/': '', 'src/a': '1', link: '-> secret' });
  expect(await copied(tree, ['src'])).toEqual({ a: '1' });
  expect(await copied(tree, ['*/*'])).toEqual({ a: '1' });
  await expect(prepare(tree, ['secret'])).rejects.toThrow('not found');
  await expect(prepare(tree, ['link'])).rejects.toThrow('not found');
});
