import { execFileSync } from 'node:child_process';
import { createReadStream, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CopySource } from '../graph/vertex.ts';
import { type CopyOptions, copied, layerOf, makeTree, prepare } from '../testing/copy-fixture.ts';
import { createPrepareCopy } from './prepare-copy.ts';

const root = makeTree({});
const marker = join(root, 'marker');
let base = '';
let close = (): void => {};

function git(folder: string, ...command: readonly string[]): string {
  const settings = [
    '-c',
    'user.name=a',
    '-c',
    'user.email=a@b',
    '-c',
    'protocol.file.allow=always',
  ];
  const env = { ...process.env, GIT_COMMITTER_DATE: '1700000000 +0000' };
  return execFileSync('git', [...settings, ...command], { cwd: folder, env })
    .toString()
    .trim();
}

function makeRepository(name: string, options: readonly string[] = []): string {
  const folder = makeTree(
    { run: ['#!/bin/sh\n', 0o700], 'sub/file': ['in sub', 0o600], link: '-> run' },
    join(root, name),
  );
  git(folder, 'init', '-q', '-b', 'main', ...options);
  git(folder, 'add', '.');
  git(folder, 'commit', '-qm', 'one');
  git(folder, 'tag', '-a', '-m', 'tag', 'v1');
  writeFileSync(join(folder, 'second'), '2');
  git(folder, 'add', '.');
  git(folder, 'commit', '-qm', 'two');
  git(folder, 'branch', 'side', 'v1');
  git(folder, 'update-server-info');
  return folder;
}

beforeAll(async () => {
  // Plain files by HTTP, as `git update-server-info` prepares them.
  const server = createServer((request, response) => {
    const path = join(root, new URL(request.url ?? '/', 'http://x').pathname);
    if (existsSync(path) && statSync(path).isFile()) createReadStream(path).pipe(response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => void server.close();
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  makeRepository('one');
  makeRepository('two', ['--object-format=sha256']);
});
afterAll(() => close());

const state = makeTree({});
const options = (): CopyOptions => ({
  instruction: 'ADD',
  destination: '/x',
  prepare: createPrepareCopy({ folder: state, variables: process.env }),
});

function source(suffix = '', more: { keepGitDir?: boolean; checksum?: string } = {}): CopySource {
  return { kind: 'git', url: `${base}/one/.git${suffix}`, keepGitDir: false, ...more };
}

const whole = {
  'x/': '',
  'x/link': '-> run',
  'x/run': '#!/bin/sh\n',
  'x/sub/': '',
  'x/sub/file': 'in sub',
};

test('a repository’s files arrive with modes 644 and 755, root’s, without .git', async () => {
  const lines = await layerOf(await prepare('', [source()], options()));
  expect(lines.map(({ name, mode, owner }) => `${name} ${mode} ${owner}`)).toEqual([
    'x 755 0:0',
    'x/link 777 0:0',
    'x/run 755 0:0',
    'x/second 644 0:0',
    'x/sub 755 0:0',
    'x/sub/file 644 0:0',
  ]);
});

test('branches, tags, commits, folders and queries choose what is taken', async () => {
  const commit = git(join(root, 'one'), 'rev-parse', 'v1^{commit}');
  for (const ref of ['#side', '#v1', '#refs/tags/v1', `#${commit}`, '?tag=v1', '?branch=side']) {
    expect(await copied('', [source(ref)], options()), ref).toEqual(whole);
  }
  const inFolder = { 'x/': '', 'x/file': 'in sub' };
  expect(await copied('', [source('#v1:sub')], options())).toEqual(inFolder);
  expect(await copied('', [source('?ref=v1&subdir=/sub')], options())).toEqual(inFolder);
  await expect(prepare('', [source('#nowhere')], options())).rejects.toThrow(
    'repository does not contain ref nowhere',
  );
  await expect(copied('', [source('#v1:run')], options())).rejects.toThrow('no folder');
  await expect(prepare('', [source('?what=1')], options())).rejects.toThrow('unexpected query');
  await expect(prepare('', [source('?tag=a&branch=b')], options())).rejects.toThrow('conflicts');
});

test('a checksum may be the beginning of the commit', async () => {
  const commit = git(join(root, 'one'), 'rev-parse', 'v1^{commit}');
  const short = commit.slice(0, 10);
  const checked = [source('#v1', { checksum: short })];
  expect(await copied('', checked, options())).toEqual(whole);
  await expect(prepare('', [source('#main', { checksum: short })], options())).rejects.toThrow(
    `expected checksum to match ${short}`,
  );
  await expect(
    prepare('', [source('?ref=v1&checksum=aaaa', { checksum: short })], options()),
  ).rejects.toThrow('checksum mismatch');
});

test('the digest is the commit’s: two names of it are one', async () => {
  const digest = async (ref: string) => (await prepare('', [source(ref)], options())).digest;
  expect(await digest('#side')).toBe(await digest('#v1'));
  expect(await digest('#main')).not.toBe(await digest('#v1'));
});

test('--keep-git-dir keeps a repository that git knows', async () => {
  const found = await copied('', [source('#v1', { keepGitDir: true })], options());
  expect(found['x/.git/HEAD']).toMatch(/^[0-9a-f]{40}\n$/);
  expect(found['x/.git/config']).toContain(`${base}/one/.git`);
});

test('repositories with SHA-256 objects', async () => {
  const two = { kind: 'git', url: `${base}/two/.git#v1`, keepGitDir: false } as const;
  expect(await copied('', [two], options())).toEqual(whole);
});

test('submodules come along, unless they are refused', async () => {
  const modules = `[submodule "inner"]\n\tpath = inner\n\turl = ../../one/.git\n`;
  const outer = makeTree({ '.gitmodules': modules }, join(root, 'outer'));
  const commit = git(join(root, 'one'), 'rev-parse', 'main');
  git(outer, 'init', '-q', '-b', 'main');
  git(outer, 'add', '.');
  git(outer, 'update-index', '--add', '--cacheinfo', `160000,${commit},inner`);
  git(outer, 'commit', '-qm', 'outer');
  git(outer, 'update-server-info');
  const add = (query: string) =>
    copied('', [{ kind: 'git', url: `${base}/outer/.git${query}`, keepGitDir: false }], options());
  const found = await add('');
  expect(found['x/inner/sub/file']).toBe('in sub');
  expect(
    Object.keys(found).filter((name) => name.includes('.git/') || /\.git$/.test(name)),
  ).toEqual([]);
  expect(await add('?submodules=false')).toMatchObject({ 'x/inner/': '' });
});

test('nothing of a repository runs, and no path of this machine is read', async () => {
  const evil = makeTree(
    {
      file: '1',
      '.gitattributes': '* filter=evil\n',
      '.gitmodules': '[submodule "s"]\n\tpath = s\n\turl = file:///etc\n\tupdate = !touch ran\n',
    },
    join(root, 'evil'),
  );
  git(evil, 'init', '-q', '-b', 'main');
  git(evil, 'add', '.');
  const commit = git(join(root, 'one'), 'rev-parse', 'main');
  git(evil, 'update-index', '--add', '--cacheinfo', `160000,${commit},s`);
  git(evil, 'commit', '-qm', 'evil');
  git(evil, 'update-server-info');
  const from = (url: string) => copied('', [{ kind: 'git', url, keepGitDir: false }], options());
  await expect(from(`${base}/evil/.git`)).rejects.toMatchObject({ code: 'COPY_FAILED' });
  expect(existsSync(marker)).toBe(false);
  for (const url of [`ext::touch ${marker}`, `file://${root}/one`, '--upload-pack=touch']) {
    await expect(from(url)).rejects.toThrow('is no Git source');
  }
});

test('mtime=commit gives files the commit’s time', async () => {
  const prepared = await prepare('', [source('?ref=v1&mtime=commit')], options());
  const times = new Map<string, number | undefined>();
  for await (const { header } of prepared.entries()) {
    times.set(String(header.name), header.mtime?.seconds);
  }
  await prepared.close();
  expect(times.get('x/sub/file')).toBe(1_700_000_000);
});

test('a machine without git is told what to install', async () => {
  const prepareCopy = createPrepareCopy({ folder: state, variables: { PATH: '/nowhere' } });
  await expect(
    prepare('', [source()], { ...options(), prepare: prepareCopy }),
  ).rejects.toMatchObject({
    code: 'COPY_FAILED',
    advice: 'install it: apt-get install git',
  });
  expect(readFileSync(join(root, 'one/second'), 'utf8')).toBe('2');
});
