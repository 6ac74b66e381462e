import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { writeTar } from '@slipway/archive';
import { afterEach, expect, test } from 'vitest';
import type { CopySource } from '../graph/vertex.ts';
import { type CopyOptions, copied, layerOf, makeTree, prepare } from '../testing/copy-fixture.ts';
import { createPrepareCopy } from './prepare-copy.ts';

const servers: (() => void)[] = [];
afterEach(() => {
  for (const close of servers.splice(0)) close();
});

async function serve(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function preparing(folder = makeTree({}), secrets: Readonly<Record<string, string>> = {}) {
  return createPrepareCopy({
    folder,
    variables: {},
    readSecret: async (id) => {
      const value = secrets[id];
      return value === undefined ? undefined : Buffer.from(value);
    },
  });
}

const url = (address: string, checksum?: string): CopySource => ({
  kind: 'url',
  url: address,
  ...(checksum !== undefined && { checksum }),
});

const add = (more: CopyOptions = {}): CopyOptions => ({
  instruction: 'ADD',
  destination: '/x/',
  prepare: preparing(),
  ...more,
});

const hello = 'sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';

test('a file by HTTP has mode 0600, the name of its path, and the time of Last-Modified', async () => {
  const base = await serve((_, response) => {
    response.setHeader('last-modified', 'Sun, 09 Sep 2001 01:46:40 GMT');
    response.end('hello');
  });
  const prepared = await prepare('', [url(`${base}/dir/na%20me.txt?query=1`)], add());
  const times: (number | undefined)[] = [];
  for await (const { header } of prepared.entries()) times.push(header.mtime?.seconds);
  expect(times.at(-1)).toBe(1_000_000_000);
  expect((await layerOf(prepared)).at(-1)).toEqual({
    name: 'x/na me.txt',
    type: 'file',
    mode: '600',
    owner: '0:0',
    content: 'hello',
  });
  expect(await copied('', [url(base)], add({ destination: '/file' }))).toEqual({ file: 'hello' });
  expect(await copied('', [url(base)], add())).toMatchObject({ 'x/__unnamed__': 'hello' });
});

test('redirects are followed; failures say which', async () => {
  const base = await serve((request, response) => {
    if (request.url === '/from') response.writeHead(302, { location: '/to' }).end();
    else if (request.url === '/to') response.end('there');
    else response.writeHead(404).end('no');
  });
  expect(await copied('', [url(`${base}/from`)], add())).toMatchObject({ 'x/from': 'there' });
  await expect(prepare('', [url(`${base}/missing`)], add())).rejects.toMatchObject({
    code: 'COPY_FAILED',
    message: `${base}/missing: invalid response status 404`,
  });
  await expect(prepare('', [url('http://127.0.0.1:1/')], add())).rejects.toMatchObject({
    code: 'COPY_FAILED',
  });
});

test('a checksum must be that of the content', async () => {
  const base = await serve((_, response) => response.end('hello'));
  expect(await copied('', [url(base, hello)], add({ destination: '/f' }))).toEqual({ f: 'hello' });
  const wrong = hello.replace(/.$/, '0');
  await expect(prepare('', [url(base, wrong)], add())).rejects.toMatchObject({
    code: 'COPY_FAILED',
    message: `digest mismatch ${hello}: ${wrong}`,
  });
  await expect(prepare('', [url(base, 'md5:00')], add())).rejects.toThrow('is no digest');
});

test('what has not changed is not fetched again', async () => {
  let sent = 0;
  let asked = 0;
  const base = await serve((request, response) => {
    asked += 1;
    response.setHeader('etag', '"one"');
    if (request.headers['if-none-match'] === '"one"') {
      response.writeHead(304).end();
      return;
    }
    sent += 1;
    response.end('hello');
  });
  const prepareCopy = preparing();
  const first = await prepare('', [url(base)], add({ prepare: prepareCopy }));
  const second = await prepare('', [url(base)], add({ prepare: prepareCopy }));
  expect(second.digest).toBe(first.digest);
  expect([asked, sent]).toEqual([2, 1]);
  await prepare('', [url(base, hello)], add({ prepare: prepareCopy }));
  expect(asked).toBe(2);
});

test('secrets for the host are sent to it', async () => {
  const seen: (string | undefined)[] = [];
  const base = await serve((request, response) => {
    seen.push(request.headers.authorization);
    response.end();
  });
  const secrets: Readonly<Record<string, string>>[] = [
    { 'HTTP_AUTH_TOKEN_127.0.0.1': 'abc' },
    { 'HTTP_AUTH_HEADER_127.0.0.1': 'Custom def' },
    { HTTP_AUTH_TOKEN_other: 'no' },
  ];
  for (const each of secrets) {
    await prepare('', [url(base)], add({ prepare: preparing(makeTree({}), each) }));
  }
  await prepare('', [url(base.replace('//', '//me:pass@'))], add());
  expect(seen).toEqual(['Bearer abc', 'Custom def', undefined, 'Basic bWU6cGFzcw==']);
});

test('a fetched archive is unpacked only where that is asked for', async () => {
  const chunks: Uint8Array[] = [];
  const entry = { header: { type: 'file', name: 'a', size: 1 }, body: Buffer.from('1') } as const;
  for await (const chunk of writeTar([entry])) chunks.push(Uint8Array.from(chunk));
  const base = await serve((_, response) => response.end(gzipSync(Buffer.concat(chunks))));
  const address = [url(`${base}/a.tgz`)];
  expect(Object.keys(await copied('', address, add()))).toEqual(['x/', 'x/a.tgz']);
  expect(await copied('', address, add({ unpack: true }))).toEqual({ 'x/': '', 'x/a': '1' });
});

test('a transfer that breaks is an error, and leaves nothing', async () => {
  const base = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half');
    setTimeout(() => response.destroy(), 20);
  });
  await expect(prepare('', [url(base)], add())).rejects.toMatchObject({ code: 'COPY_FAILED' });
});

test('credentials that cannot be sent are not shown', async () => {
  const base = await serve((_, response) => void response.end());
  const secrets = { 'HTTP_AUTH_HEADER_127.0.0.1': 'one\nSECRET' };
  const options = add({ prepare: preparing(makeTree({}), secrets) });
  await expect(prepare('', [url(base)], options)).rejects.toMatchObject({
    code: 'COPY_FAILED',
    message: expect.not.stringContaining('SECRET'),
  });
  const withUser = base.replace('//', '//user:SECRET%zz@');
  await expect(prepare('', [url(withUser)], add())).rejects.toMatchObject({
    code: 'COPY_FAILED',
    message: expect.not.stringContaining('SECRET'),
  });
});
