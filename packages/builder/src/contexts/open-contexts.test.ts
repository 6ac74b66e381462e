import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { BuildRequest, ContextSource } from '../request/build-request.ts';
import { copied, makeTree, prepare } from '../testing/copy-fixture.ts';
import { openContexts } from './open-contexts.ts';

const signal = new AbortController().signal;

function open(
  context: ContextSource,
  rest: Partial<Pick<BuildRequest, 'dockerfile' | 'namedContexts'>> = {},
  folder = makeTree({}),
) {
  return openContexts(
    {
      context,
      namedContexts: rest.namedContexts ?? new Map(),
      dockerfile: rest.dockerfile ?? { kind: 'in-context', path: undefined },
      secrets: [],
      buildArguments: {},
    },
    { folder, variables: process.env, signal },
  );
}

const directory = (path: string): ContextSource => ({ kind: 'directory', path });

test('a folder gives its Dockerfile and its files', async () => {
  const path = makeTree({
    Dockerfile: 'FROM scratch',
    'a/b': '1',
    '.dockerignore': 'Dockerfile\n.d*',
  });
  const contexts = open(directory(path));
  const { fileName, text } = await contexts.readDockerfile();
  expect([fileName, Buffer.from(text).toString()]).toEqual(['Dockerfile', 'FROM scratch']);
  expect(await copied(await contexts.tree('context'), ['.'])).toEqual({ 'a/': '', 'a/b': '1' });
  expect(await contexts.time('context')).toBeUndefined();
  await contexts.close();
});

test('a Dockerfile may be lower case, named, or a symlink inside the context', async () => {
  const path = makeTree({
    dockerfile: 'lower',
    'docker/Dockerfile.web': 'web',
    link: '-> docker/Dockerfile.web',
    out: '-> /etc/hostname',
  });
  const read = async (name?: string) => {
    const contexts = open(directory(path), { dockerfile: { kind: 'in-context', path: name } });
    return Buffer.from((await contexts.readDockerfile()).text).toString();
  };
  expect(await read()).toBe('lower');
  expect(await read('docker/Dockerfile.web')).toBe('web');
  expect(await read('link')).toBe('web');
  await expect(read('out')).rejects.toMatchObject({ code: 'CONTEXT_UNAVAILABLE' });
  await expect(read('missing')).rejects.toThrow('the context has no missing');
});

test('an ignore file beside the Dockerfile comes before the common one', async () => {
  const path = makeTree({
    'docker/web': '',
    'docker/web.dockerignore': '*\n!kept',
    '.dockerignore': 'kept',
    kept: '1',
    dropped: '2',
  });
  const contexts = open(directory(path), {
    dockerfile: { kind: 'in-context', path: 'docker/web' },
    namedContexts: new Map([['other', directory(path)]]),
  });
  expect(await copied(await contexts.tree('context'), ['.'])).toEqual({ kept: '1' });
  expect(Object.keys(await copied(await contexts.tree('other'), ['.']))).toContain('dropped');
  expect(Object.keys(await copied(await contexts.tree('other'), ['.']))).not.toContain('kept');
});

test('the ignore file of a Dockerfile from outside goes before the context’s', async () => {
  const path = makeTree({ '.dockerignore': 'a', 'x.dockerignore': '*', a: '1', b: '2' });
  const text = { kind: 'text', fileName: 'x', text: Buffer.from('FROM scratch') } as const;
  const ignoreFile = Buffer.from('b\n*ignore');
  const beside = open(directory(path), { dockerfile: { ...text, ignoreFile } });
  expect(await copied(await beside.tree('context'), ['.'])).toEqual({ a: '1' });
  const without = open(directory(path), { dockerfile: text });
  expect(Object.keys(await copied(await without.tree('context'), ['.']))).not.toContain('a');
});

test('a bad pattern, a missing context and an unknown name say what is wrong', async () => {
  const path = makeTree({ '.dockerignore': 'ok\n!\n', file: '' });
  await expect(open(directory(path)).tree('context')).rejects.toThrow('.dockerignore');
  await expect(open(directory(`${path}/nowhere`)).tree('context')).rejects.toMatchObject({
    code: 'CONTEXT_UNAVAILABLE',
    message: `the build context ${path}/nowhere does not exist`,
  });
  await expect(open(directory(`${path}/file`)).tree('context')).rejects.toThrow('not a folder');
  await expect(open(directory(path)).tree('nobody')).rejects.toThrow('no context named "nobody"');
});

test('digests of files are remembered from build to build', async () => {
  const path = makeTree({ 'a/b': 'one' });
  const state = makeTree({});
  const digest = async () => {
    const contexts = open(directory(path), {}, state);
    const { digest: found } = await prepare(await contexts.tree('context'), ['.']);
    await contexts.close();
    return found;
  };
  const first = await digest();
  expect(await digest()).toBe(first);
  mkdirSync(join(path, 'c'));
  writeFileSync(join(path, 'a/b'), 'two');
  expect(await digest()).not.toBe(first);
});
