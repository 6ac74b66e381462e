import { describeOnEveryDatabase } from '@slipway/database/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TestBrowser } from '../testing/browser.ts';
import { apiToken, makeAccount, send } from '../testing/client.ts';
import { adminPassword, openTestDatabase, startTestHub, TestClock } from '../testing/test-hub.ts';
import { drawnAvatar } from './drawn-avatar.ts';
import { imageFacts } from './image-facts.ts';

const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

function png(width: number, height: number): Buffer {
  const bytes = Buffer.from(pixel, 'base64');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

function jpeg(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(64);
  Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 17, 8]).copy(bytes);
  bytes.writeUInt16BE(height, 13);
  bytes.writeUInt16BE(width, 15);
  return bytes;
}

function webp(kind: 'VP8X' | 'VP8L' | 'VP8 ', width: number, height: number): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.write(`RIFF....WEBP${kind}`, 'latin1');
  if (kind === 'VP8X') {
    bytes.writeUIntLE(width - 1, 24, 3);
    bytes.writeUIntLE(height - 1, 27, 3);
  } else if (kind === 'VP8L') {
    bytes.writeUInt32LE((width - 1) | ((height - 1) << 14), 21);
  } else {
    bytes.writeUInt16LE(width, 26);
    bytes.writeUInt16LE(height, 28);
  }
  return bytes;
}

describe('images', () => {
  test('are known by their signature, with their size', () => {
    const size = fc.integer({ min: 1, max: 10_000 });
    fc.assert(
      fc.property(size, size, (width, height) => {
        expect(imageFacts(png(width, height))).toEqual({ mediaType: 'image/png', width, height });
        expect(imageFacts(jpeg(width, height))).toEqual({ mediaType: 'image/jpeg', width, height });
        for (const kind of ['VP8X', 'VP8L', 'VP8 '] as const) {
          expect(imageFacts(webp(kind, width, height))).toEqual({
            ...{ mediaType: 'image/webp', width, height },
          });
        }
      }),
    );
  });

  test('anything else is none, and never an error', () => {
    const start = fc.constantFrom(
      '',
      '\x89PNG\r\n\x1a\n',
      '\xff\xd8\xff',
      'RIFF....WEBPVP8X',
      '<svg',
    );
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 200 }), (head, rest) => {
        imageFacts(Buffer.concat([Buffer.from(head, 'latin1'), rest]));
      }),
    );
    expect(imageFacts(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>'))).toBe(
      undefined,
    );
  });

  test('that are drawn differ by name, stay, and hold no script', () => {
    expect(drawnAvatar('ada')).toBe(drawnAvatar('ada'));
    expect(drawnAvatar('ada')).not.toBe(drawnAvatar('bob'));
    expect(drawnAvatar('ada')).not.toMatch(/script|style|href|on\w+=/);
  });
});

describeOnEveryDatabase('profiles', (databases) => {
  async function start() {
    const clock = new TestClock();
    const database = await openTestDatabase(databases, { clock });
    const hub = await startTestHub({ database, clock });
    const browser = new TestBrowser(hub.origin);
    await browser.signIn('ada', await makeAccount(hub.origin, 'ada'));
    return { clock, database, browser, ...hub };
  }

  test('are written by their owner and read by everybody, in Docker Hub’s shape', async () => {
    const { browser, origin } = await start();
    const change = (body: object) => browser.ask('/v2/user', { method: 'PATCH', body });
    const texts = {
      ...{ full_name: 'Ada <script>alert(1)</script>', bio: 'Engines', location: 'London' },
      ...{ company: 'Analytical', profile_url: 'https://example.com/ada' },
    };
    expect((await change(texts)).body).toMatchObject(texts);
    expect((await change({ bio: '' })).body).toMatchObject({ ...texts, bio: '' });
    const seen = await send(`${origin}/v2/users/ada`);
    expect(seen.body).toMatchObject({ ...texts, bio: '', username: 'ada', type: 'User' });
    expect(seen.headers.get('content-type')).toBe('application/json');
    expect(seen.headers.get('x-content-type-options')).toBe('nosniff');
    expect(JSON.stringify(seen.body)).not.toContain('email');
    for (const profile_url of [
      'javascript:alert(1)',
      'data:text/html,x',
      'https://a:b@c.de',
      'x',
    ]) {
      expect((await change({ profile_url })).status, profile_url).toBe(400);
    }
    expect((await change({ profile_url: '' })).body.profile_url).toBe('');
    expect((await change({ full_name: 'x'.repeat(101) })).status).toBe(400);
    expect((await send(`${origin}/v2/users/library`)).body).toMatchObject({
      ...{ type: 'Organization', is_official: true },
    });
    expect((await send(`${origin}/v2/users/nobody`)).status).toBe(404);
  });

  test('avatars are drawn here, or uploaded ones that are images', async () => {
    const { browser, origin } = await start();
    const url = `${origin}/v2/users/ada/avatar`;
    const drawn = await send(url);
    expect(drawn.headers.get('content-type')).toBe('image/svg+xml');
    expect(drawn.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    const tag = drawn.headers.get('etag') ?? '';
    expect((await send(url, { headers: { 'if-none-match': tag } })).status).toBe(304);
    const put = (image: string, namespace = 'ada') =>
      browser.ask(`/v2/namespaces/${namespace}/avatar`, { method: 'PUT', body: { image } });
    expect((await put(pixel)).status).toBe(204);
    const served = await fetch(url);
    expect(served.headers.get('content-type')).toBe('image/png');
    expect(served.headers.get('x-content-type-options')).toBe('nosniff');
    expect(Buffer.from(await served.arrayBuffer()).toString('base64')).toBe(pixel);
    const { avatar_url } = (await browser.ask('/v2/session')).body.user;
    expect(avatar_url).toMatch(/^\/v2\/users\/ada\/avatar\?v=/);
    expect((await send(origin + avatar_url)).headers.get('cache-control')).toContain('immutable');
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64');
    const huge = Buffer.concat([png(9, 9), Buffer.alloc(525_000)]).toString('base64');
    for (const bad of [svg, png(3000, 10).toString('base64'), huge, 'no base64!', '']) {
      expect((await put(bad)).status).toBe(400);
    }
    expect((await put(pixel, 'admin')).status).toBe(403);
    const remove = { method: 'DELETE' };
    expect((await browser.ask('/v2/namespaces/ada/avatar', remove)).status).toBe(204);
    expect((await send(url)).headers.get('content-type')).toBe('image/svg+xml');
  }, 30_000);

  test('a closed account shows nothing', async () => {
    const { origin } = await start();
    const bearer = await apiToken(origin, 'admin', adminPassword);
    await send(`${origin}/v2/users/ada`, { method: 'DELETE', bearer });
    expect((await send(`${origin}/v2/users/ada`)).status).toBe(404);
    expect((await send(`${origin}/v2/users/ada/avatar`)).status).toBe(404);
  });
});
