import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { testCertificate } from '../testing/test-certificate.ts';
import { parseAllowedPlaces } from './allowed-places.ts';
import { EgressClient } from './egress-client.ts';
import { egressFetch } from './egress-fetch.ts';

async function listen(server: Server, address = '127.0.0.1', port = 0): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const serve = (handler: RequestListener, address?: string, port?: number) =>
  listen(createServer(handler), address, port);
const allow = (...entries: string[]) => ({ allowed: parseAllowedPlaces(entries) });
const resolveTo = (...addresses: string[]) => ({
  resolve: async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
});

test('what is not of the public internet is not asked, by whatever name', async () => {
  let asked = 0;
  const port = await serve((_, response) => {
    asked += 1;
    response.end('secret');
  });
  const urls = [
    ...[`http://127.0.0.1:${port}/`, `http://localhost:${port}/`, `http://2130706433:${port}/`],
    ...[`http://0x7f.1:${port}/`, `http://0177.0.0.1:${port}/`, `http://127.1:${port}/`],
    ...[`http://[::1]:${port}/`, `http://[::ffff:127.0.0.1]:${port}/`, `http://0:${port}/`],
    ...[`http://①②⑦.0.0.1:${port}/`],
    ...['http://169.254.169.254/latest/meta-data/', 'http://[fd00::1]/', 'http://10.0.0.1/'],
  ];
  for (const url of urls) {
    await expect(new EgressClient().request(url), url).rejects.toMatchObject({
      code: 'EGRESS_REFUSED',
    });
  }
  expect(asked).toBe(0);
});

test('other schemes, credentials in a URL and ports of other protocols are refused', async () => {
  const client = new EgressClient(resolveTo('93.184.215.14'));
  const urls = [
    ...['file:///etc/passwd', 'ftp://example.com/', 'gopher://example.com/', 'data:text/plain,x'],
    ...['http://user:pass@example.com/', 'http://user@example.com/', 'http://example.com:22/'],
    ...['https://example.com:25/', 'http://example.com:6379/', 'http://[fe80::1%25eth0]/', 'no'],
  ];
  for (const url of urls) {
    await expect(client.check(url), url).rejects.toMatchObject({ code: 'EGRESS_REFUSED' });
  }
  await client.check('https://example.com/hook');
  await client.check('http://example.com:8080/hook');
});

test('one private address among public ones is enough to refuse a name', async () => {
  for (const addresses of [
    ['93.184.215.14', '127.0.0.1'],
    ['2606:4700::1', 'fd00::1'],
  ]) {
    const client = new EgressClient(resolveTo(...addresses));
    await expect(client.request('http://both.example/')).rejects.toThrow(addresses[1]);
  }
});

test('a name that changes its address after the check is still asked at the checked one', async () => {
  const port = await serve((_, response) => void response.end('checked'), '127.0.0.2');
  await serve((_, response) => void response.end('private'), '127.0.0.1', port);
  let calls = 0;
  const client = new EgressClient({
    ...allow('127.0.0.2'),
    resolve: async () => [{ address: calls++ === 0 ? '127.0.0.2' : '127.0.0.1', family: 4 }],
  });
  const answer = await client.request(`http://rebinding.example:${port}/`);
  expect(answer.body.toString()).toBe('checked');
  expect(calls).toBe(1);
  await expect(client.request(`http://rebinding.example:${port}/`)).rejects.toThrow('127.0.0.1');
});

test('each redirect is checked, bounded, and takes no secrets to another origin', async () => {
  const seen: { url: string; headers: NodeJS.Dict<string | string[]> }[] = [];
  const other = await serve((request, response) => {
    seen.push({ url: request.url ?? '', headers: request.headers });
    response.end('there');
  }, '127.0.0.2');
  const port = await serve((request, response) => {
    const { url = '', headers } = request;
    seen.push({ url, headers });
    const targets: Record<string, string> = {
      '/inside': '/end',
      '/outside': `http://127.0.0.2:${other}/end`,
      '/private': 'http://127.0.0.3:1/',
      '/file': 'file:///etc/passwd',
      '/loop': '/loop',
    };
    const location = targets[url];
    response.writeHead(location ? 302 : 200, location ? { location } : {});
    response.end('here');
  });
  const client = new EgressClient(allow('127.0.0.1', '127.0.0.2'));
  const headers = { authorization: 'Bearer x', 'x-signature': 'y', accept: 'text/plain' };
  const get = (path: string) => client.request(`http://127.0.0.1:${port}${path}`, { headers });
  expect((await get('/inside')).body.toString()).toBe('here');
  expect(seen.at(-1)?.headers).toMatchObject(headers);
  const answer = await get('/outside');
  expect(answer).toMatchObject({ status: 200, url: `http://127.0.0.2:${other}/end` });
  expect(seen.at(-1)?.headers.authorization).toBeUndefined();
  expect(seen.at(-1)?.headers['x-signature']).toBeUndefined();
  expect(seen.at(-1)?.headers.accept).toBe('text/plain');
  for (const path of ['/private', '/file']) {
    await expect(get(path)).rejects.toMatchObject({ code: 'EGRESS_REFUSED' });
  }
  const before = seen.length;
  expect((await get('/loop')).status).toBe(302);
  expect(seen.length - before).toBe(6);
});

test('a POST keeps its body where the redirect says so, and becomes a GET otherwise', async () => {
  const port = await serve(async (request, response) => {
    const status = Number(request.url?.slice(1));
    if (status) return void response.writeHead(status, { location: '/' }).end();
    let body = '';
    for await (const chunk of request) body += chunk;
    response.end(`${request.method} ${body}`);
  });
  const client = new EgressClient(allow('127.0.0.0/8'));
  const post = async (status: number) => {
    const asked = { method: 'POST', body: 'text' };
    return (await client.request(`http://127.0.0.1:${port}/${status}`, asked)).body.toString();
  };
  expect(await post(307)).toBe('POST text');
  expect(await post(308)).toBe('POST text');
  for (const status of [301, 302, 303]) expect(await post(status)).toBe('GET ');
});

test('time, body and headers are bounded', async () => {
  const port = await serve((request, response) => {
    if (request.url === '/silent') return;
    if (request.url === '/slow') return void response.write('a');
    if (request.url === '/headers') response.setHeader('x', 'y'.repeat(60_000));
    response.end('z'.repeat(5000));
  });
  const client = new EgressClient(allow('127.0.0.1'));
  const get = (path: string, options: object) =>
    client.request(`http://127.0.0.1:${port}${path}`, options);
  for (const path of ['/silent', '/slow']) {
    await expect(get(path, { timeoutMs: 200 })).rejects.toThrow('within 0.2 seconds');
  }
  await expect(get('/headers', {})).rejects.toMatchObject({ code: 'EGRESS_FAILED' });
  await expect(get('/', { maximumBytes: 4999 })).rejects.toMatchObject({
    code: 'EGRESS_TOO_LARGE',
  });
  expect((await get('/', { maximumBytes: 5000 })).body).toHaveLength(5000);
  expect((await get('/', { maximumBytes: 10, cut: true })).body.toString()).toBe('z'.repeat(10));
  const never = new EgressClient({ resolve: () => new Promise(() => {}) });
  await expect(never.request('http://slow.example/', { timeoutMs: 100 })).rejects.toThrow('within');
});

test('TLS proves the name although an address is connected to', async () => {
  const names: unknown[] = [];
  const secure = createTlsServer(testCertificate, (request, response) => {
    names.push((request.socket as unknown as { servername: string }).servername);
    const down = request.url === '/down' && 'http://egress.test/';
    response.writeHead(down ? 302 : 200, down ? { location: down } : {}).end(request.headers.host);
  });
  const port = await listen(secure as unknown as Server);
  const client = new EgressClient({
    ...{ ...allow('127.0.0.1'), ...resolveTo('127.0.0.1') },
    certificates: testCertificate.cert,
  });
  const answer = await client.request(`https://egress.test:${port}/`);
  expect(answer.body.toString()).toBe(`egress.test:${port}`);
  expect(names).toEqual(['egress.test']);
  await expect(client.request(`https://other.test:${port}/`)).rejects.toThrow('could not be asked');
  await expect(client.request(`https://egress.test:${port}/down`)).rejects.toThrow('not encrypted');
});

test('an administrator allows names and networks, and nothing beside them', async () => {
  const port = await serve((_, response) => void response.end('ok'));
  const named = new EgressClient({ ...allow('git.internal', '*.lan'), ...resolveTo('127.0.0.1') });
  expect((await named.request(`http://git.internal:${port}/`)).status).toBe(200);
  expect((await named.request(`http://a.b.lan:${port}/`)).status).toBe(200);
  for (const host of ['other.internal', 'lan', 'evil-git.internal', 'git.internal.example']) {
    await expect(named.request(`http://${host}:${port}/`)).rejects.toMatchObject({
      code: 'EGRESS_REFUSED',
    });
  }
  expect(parseAllowedPlaces(['10.0.0.0/33'])).toBeUndefined();
  expect(parseAllowedPlaces(['http://x'])).toBeUndefined();
});

test('as fetch it gives responses and follows nothing', async () => {
  const port = await serve((request, response) => {
    if (request.url === '/moved') return void response.writeHead(302, { location: '/' }).end();
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"a":1}');
  });
  const guarded = egressFetch(new EgressClient(allow('127.0.0.1')));
  expect(await (await guarded(`http://127.0.0.1:${port}/`, {})).json()).toEqual({ a: 1 });
  expect((await guarded(`http://127.0.0.1:${port}/moved`, {})).status).toBe(302);
  await expect(egressFetch(new EgressClient())(`http://127.0.0.1:${port}/`, {})).rejects.toThrow();
});
