import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { PageFiles } from './page-files.ts';
import { Pages } from './pages.ts';

const script = 'console.log(1);'.repeat(100);
const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

/** A built site of one script, served. */
async function site(prefix = ''): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-pages-'));
  await mkdir(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<base href="%BASE%"><i nonce="%NONCE%"></i>');
  writeFileSync(join(folder, 'assets/main-A.js'), script);
  writeFileSync(join(folder, 'assets/main-A.js.gz'), gzipSync(script));
  writeFileSync(join(folder, 'favicon.svg'), '<svg/>');
  const files = {
    'index.html': { type: 'text/html', tag: 'h', immutable: false, encodings: [] },
    'assets/main-A.js': {
      type: 'text/javascript; charset=utf-8',
      tag: 'abc',
      immutable: true,
      encodings: ['gzip'],
    },
    'favicon.svg': { type: 'image/svg+xml', tag: 'def', immutable: false, encodings: [] },
  };
  writeFileSync(join(folder, 'files.json'), JSON.stringify(files));
  const pages = new Pages({ prefix, files: new PageFiles(folder) });
  const server = createServer(async (request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const below = pages.below(path);
    const isAnswered =
      below === undefined
        ? pages.redirectsToPrefix(path, { request, response })
        : await pages.handle(below, { request, response });
    if (!isAnswered) response.writeHead(404).end('left to others');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('gives browsers the page at every path that is no file', async () => {
  const origin = await site();
  for (const path of ['/', '/explore', '/r/kirtan/my-app/tags/1.0']) {
    const answer = await fetch(origin + path, { headers: browser });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await answer.text()).toContain('<base href="/">');
  }
});

it('leaves other clients, other methods and missing files to others', async () => {
  const origin = await site();
  const statusOf = async (path: string, init: RequestInit) =>
    (await fetch(origin + path, init)).status;
  expect(await statusOf('/', { headers: { accept: '*/*' } })).toBe(404);
  expect(await statusOf('/', { headers: browser, method: 'POST' })).toBe(404);
  expect(await statusOf('/assets/gone-B.js', { headers: browser })).toBe(404);
  expect(await statusOf('/files.json', { headers: { accept: '*/*' } })).toBe(404);
  expect(await statusOf('/assets/../index.html', { headers: { accept: '*/*' } })).toBe(404);
});

it('lets no inline script run, and styles only with a nonce that is new each time', async () => {
  const origin = await site();
  const nonces = new Set<string>();
  for (let times = 0; times < 2; times += 1) {
    const answer = await fetch(origin, { headers: browser });
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    const nonce = /style-src 'self' 'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
    expect(await answer.text()).toContain(`nonce="${nonce}"`);
    nonces.add(nonce);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('cross-origin-opener-policy')).toBe('same-origin');
  }
  expect(nonces.size).toBe(2);
});

it('lets files with hashes in their names be kept for ever, packed where the client takes it', async () => {
  const origin = await site();
  const packed = await fetch(`${origin}/assets/main-A.js`, {
    headers: { 'accept-encoding': 'br, gzip' },
  });
  expect(packed.headers.get('content-encoding')).toBe('gzip');
  expect(packed.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(packed.headers.get('vary')).toBe('Accept-Encoding');
  expect(await packed.text()).toBe(script);
  const plain = await fetch(`${origin}/assets/main-A.js`, {
    headers: { 'accept-encoding': 'gzip;q=0' },
  });
  expect(plain.headers.get('content-encoding')).toBeNull();
  expect(plain.headers.get('etag')).not.toBe(packed.headers.get('etag'));
});

it('answers 304 to who holds the file', async () => {
  const origin = await site();
  const first = await fetch(`${origin}/favicon.svg`);
  const tag = first.headers.get('etag') ?? '';
  const again = await fetch(`${origin}/favicon.svg`, { headers: { 'if-none-match': `W/${tag}` } });
  expect(again.status).toBe(304);
  expect(await again.text()).toBe('');
});

it('stands under a path prefix, and leads browsers there from the root', async () => {
  const origin = await site('/hub');
  const page = await fetch(`${origin}/hub/explore`, { headers: browser });
  expect(await page.text()).toContain('<base href="/hub/">');
  expect((await fetch(`${origin}/hub/assets/main-A.js`)).status).toBe(200);
  const root = await fetch(origin, { headers: browser, redirect: 'manual' });
  expect([root.status, root.headers.get('location')]).toEqual([302, '/hub/']);
  expect((await fetch(`${origin}/hubs/explore`, { headers: browser })).status).toBe(404);
});
