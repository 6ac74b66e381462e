import { execFileSync } from 'node:child_process';
import { createReadStream, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { type TarInput, writeTar } from '@slipway/archive';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ContextSource } from '../request/build-request.ts';
import { copied, layerOf, makeTree, prepare } from '../testing/copy-fixture.ts';
import { openContexts } from './open-contexts.ts';

const root = makeTree({});
let base = '';
let close = (): void => {};

beforeAll(async () => {
  const server = createServer((request, response) => {
    const path = join(root, new URL(request.url ?? '/', 'http://x').pathname);
    if (request.url?.endsWith('dated')) {
      response.setHeader('last-modified', 'Sun, 09 Sep 2001 01:46:40 GMT');
    }
    if (existsSync(path) && statSync(path).isFile()) createReadStream(path).pipe(response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => void server.close();
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => close());

function open(context: ContextSource, buildArguments: Readonly<Record<string, string>> = {}) {
  const signal = new AbortController().signal;
  return openContexts(
    {
      context,
      namedContexts: new Map(),
      dockerfile: { kind: 'in-context', path: undefined },
      secrets: [],
      buildArguments,
    },
    { folder: join(root, 'state'), variables: process.env, signal },
  );
}

async function tar(entries: readonly TarInput[]): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of writeTar(entries)) chunks.push(Uint8Array.from(chunk));
  return Buffer.concat(chunks);
}

function file(name: string, content: string, more: Partial<TarInput['header']> = {}): TarInput {
  const body = Buffer.from(content);
  return { header: { type: 'file', name, size: body.length, ...more }, body };
}

const entries: readonly TarInput[] = [
  file('./Dockerfile', 'FROM scratch', { mtime: { seconds: 10, nanoseconds: 0 } }),
  file('a/b', 'one', { uid: 7, gid: 8, mode: 0o4711, mtime: { seconds: 99, nanoseconds: 0 } }),
  { header: { type: 'link', name: 'hard', linkName: 'a/b' } },
  { header: { type: 'symlink', name: 'out', linkName: '/etc' } },
  { header: { type: 'fifo', name: 'pipe' } },
  { header: { type: 'directory', name: 'ro', mode: 0o555, mtime: { seconds: 9, nanoseconds: 0 } } },
  file('ro/f', '2'),
  file('.dockerignore', '*'),
];

const stream = (bytes: Uint8Array): ContextSource => ({
  kind: 'tar',
  stream: Readable.from([bytes]),
});

test('a tar on a stream gives its Dockerfile, its files with their owners, and its newest time', async () => {
  for (const bytes of [await tar(entries), gzipSync(await tar(entries))]) {
    const contexts = open(stream(bytes));
    expect(Buffer.from((await contexts.readDockerfile()).text).toString()).toBe('FROM scratch');
    const lines = await layerOf(await prepare(await contexts.tree('context'), ['.']));
    expect(lines.map(({ name, type, mode, owner }) => `${name} ${type} ${mode} ${owner}`)).toEqual([
      '.dockerignore file 644 0:0',
      'Dockerfile file 644 0:0',
      'a directory 755 0:0',
      'a/b file 4711 7:8',
      'hard link 4711 7:8',
      'out symlink 777 0:0',
      'pipe fifo 644 0:0',
      'ro directory 555 0:0',
      'ro/f file 644 0:0',
    ]);
    expect(await contexts.time('context')).toBe(99);
    await contexts.close();
  }
});

test('a stream that is only a Dockerfile is one; what is neither is an error', async () => {
  const contexts = open(stream(Buffer.from('FROM scratch\n')));
  expect(Buffer.from((await contexts.readDockerfile()).text).toString()).toBe('FROM scratch\n');
  expect(await copied(await contexts.tree('context'), ['.'])).toEqual({});
  await contexts.close();
  await expect(open(stream(Buffer.alloc(0))).readDockerfile()).rejects.toMatchObject({
    code: 'CONTEXT_UNAVAILABLE',
  });
  const cut = gzipSync(await tar(entries)).subarray(0, 60);
  await expect(open(stream(cut)).tree('context')).rejects.toMatchObject({
    code: 'CONTEXT_UNAVAILABLE',
  });
});

test('an archive writes nothing outside its folder, and closing removes that', async () => {
  const before = leftovers();
  const outside = makeTree({ kept: 'safe' });
  const contexts = open(
    stream(
      await tar([
        { header: { type: 'symlink', name: 'd', linkName: outside } },
        file('d/kept', 'overwritten'),
        file(`../../../../..${outside}/kept`, 'overwritten'),
        { header: { type: 'link', name: 'h', linkName: `..${outside}/kept` } },
      ]),
    ),
  );
  const found = await copied(await contexts.tree('context'), ['.']);
  expect(found.d).toBe(`-> ${outside}`);
  expect(await copied(outside, ['.'])).toEqual({ kept: 'safe' });
  await contexts.close();
  expect(leftovers()).toEqual(before);
});

function leftovers(): string[] {
  return readdirSync(tmpdir())
    .filter((name) => /^slipway-(context|spool|git)-/.test(name))
    .sort();
}

test('a tar by HTTP, a Dockerfile by HTTP, and their times', async () => {
  writeFileSync(join(root, 'dated'), await tar(entries));
  writeFileSync(join(root, 'context.tar.gz'), gzipSync(await tar(entries)));
  writeFileSync(join(root, 'Dockerfile'), 'FROM alone');
  const dated = open({ kind: 'http', url: `${base}/dated` });
  expect(Buffer.from((await dated.readDockerfile()).text).toString()).toBe('FROM scratch');
  expect(await dated.time('context')).toBe(1_000_000_000);
  const undated = open({ kind: 'http', url: `${base}/context.tar.gz` });
  expect(await undated.time('context')).toBe(99);
  expect((await copied(await undated.tree('context'), ['a'])).b).toBe('one');
  const alone = open({ kind: 'http', url: `${base}/Dockerfile` });
  expect(Buffer.from((await alone.readDockerfile()).text).toString()).toBe('FROM alone');
  for (const each of [dated, undated, alone]) await each.close();
  await expect(open({ kind: 'http', url: `${base}/no` }).readDockerfile()).rejects.toMatchObject({
    code: 'CONTEXT_UNAVAILABLE',
  });
});

test('a Git repository, or a folder of it, with the commit’s time', async () => {
  const folder = makeTree(
    { Dockerfile: 'FROM top', 'sub/Dockerfile': 'FROM sub' },
    join(root, 'repo'),
  );
  const env = { ...process.env, GIT_COMMITTER_DATE: '1700000000 +0000' };
  const git = (...command: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...command], {
      cwd: folder,
      env,
    });
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-qm', 'one');
  git('update-server-info');
  const url = `${base}/repo/.git`;
  const whole = open({ kind: 'git', url });
  expect(Buffer.from((await whole.readDockerfile()).text).toString()).toBe('FROM top');
  expect(await whole.time('context')).toBe(1_700_000_000);
  expect(Object.keys(await copied(await whole.tree('context'), ['.']))).not.toContain('.git/');
  const sub = open({ kind: 'git', url: `${url}#main:sub` });
  expect(Buffer.from((await sub.readDockerfile()).text).toString()).toBe('FROM sub');
  const kept = open({ kind: 'git', url }, { BUILDKIT_CONTEXT_KEEP_GIT_DIR: '1' });
  expect(Object.keys(await copied(await kept.tree('context'), ['.']))).toContain('.git/');
  for (const each of [whole, sub, kept]) await each.close();
  await expect(open({ kind: 'git', url: `${url}#none` }).readDockerfile()).rejects.toMatchObject({
    code: 'CONTEXT_UNAVAILABLE',
  });
});

test('no context at all still takes a Dockerfile, and images are no contexts of files', async () => {
  const empty = open({ kind: 'empty' });
  expect(await copied(await empty.tree('context'), ['.'])).toEqual({});
  await empty.close();
  await expect(open({ kind: 'image', reference: 'x' }).tree('context')).rejects.toMatchObject({
    code: 'CONTEXT_UNAVAILABLE',
  });
});
