import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchange } from '../support/http-exchange.ts';
import { rawExchange } from '../support/raw-exchange.ts';
import { registryToken } from '../support/registry-client.ts';
import { administrator, type Hub, startHub } from '../support/start-hub.ts';
import { conditionOf, expectUnharmed, type HubCondition } from './watched-hub.ts';

const repository = 'admin/raw';

let hub: Hub;
let before: HubCondition;
let authorized: string;
beforeAll(async () => {
  hub = await startHub();
  const token = await registryToken(hub, [repository], administrator);
  authorized = `Host: ${hub.host}\r\nAuthorization: Bearer ${token}\r\n`;
  before = await conditionOf(hub);
});
afterAll(async () => await hub?.[Symbol.asyncDispose]());

/** Refused, or the connection closed without a word. */
async function expectTurnedAway(bytes: string | Uint8Array): Promise<void> {
  const { status, text } = await rawExchange(hub.origin, bytes, { patienceMs: 1000 });
  if (status !== undefined) {
    expect(status, text).toBeGreaterThanOrEqual(400);
    expect(status, text).toBeLessThan(500);
  }
  await expectUnharmed(hub, before);
}

describe('what is no HTTP', () => {
  const requests: [string, string | Uint8Array][] = [
    ['noise', Buffer.from(Array.from({ length: 500 }, (_, index) => (index * 37) % 256))],
    ['a TLS greeting', Buffer.from('1603010200010001fc0303', 'hex')],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['no version', 'GET /v2/\r\n\r\n'],
    ['a version of our own', 'GET /v2/ HTTP/9.9\r\nHost: a\r\n\r\n'],
    ['an unknown method', 'FROB /v2/ HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['no host', 'GET /v2/ HTTP/1.1\r\n\r\n'],
    ['a space in the path', 'GET /v2/ a HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a null in the path', 'GET /v2/\0 HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a null in a header', 'GET /v2/ HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n'],
    ['a header without a colon', 'GET /v2/ HTTP/1.1\r\nHost: a\r\nX\r\n\r\n'],
    ['a header with a space before the colon', 'GET /v2/ HTTP/1.1\r\nHost: a\r\nX : 1\r\n\r\n'],
    ['a length that is none', 'POST /token HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n'],
    ['a negative length', 'POST /token HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n'],
    [
      'two lengths',
      'POST /token HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    ],
    [
      'length and chunks (smuggling)',
      'POST /token HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    [
      'an encoding that is unknown',
      'POST /token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\nx',
    ],
    ['only a beginning', 'GET /v2/ HT'],
    ['nothing but line ends', '\r\n'.repeat(1000)],
  ];
  it.each(requests)('%s is turned away', async (_, bytes) => {
    await expectTurnedAway(bytes);
  });
});

describe('what is oversized', () => {
  it('an address is refused', async () => {
    await expectTurnedAway(`GET /v2/${'a'.repeat(200_000)} HTTP/1.1\r\nHost: a\r\n\r\n`);
  });

  it('headers are refused with 431', async () => {
    const head = `GET /v2/ HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(100_000)}\r\n\r\n`;
    const { status } = await rawExchange(hub.origin, head);
    expect(status ?? 431).toBe(431);
    await expectUnharmed(hub, before);
  });

  it('many headers are refused or ignored', async () => {
    const lines = Array.from({ length: 5000 }, (_, index) => `X${index}: 1\r\n`).join('');
    await expectTurnedAway(`GET /v2/ HTTP/1.1\r\nHost: a\r\n${lines}\r\n`);
  });

  it('a body of the API is refused with 413', async () => {
    const body = JSON.stringify({ identifier: 'a', secret: 'x'.repeat(2 * 1024 * 1024) });
    const headers = { 'content-type': 'application/json' };
    const answer = await exchange(hub.origin, '/v2/auth/token', { method: 'POST', headers, body });
    expect(answer.status).toBe(413);
    await expectUnharmed(hub, before);
  });
});

describe('paths', () => {
  const paths = [
    '/v2/../../etc/passwd',
    '/v2/..%2f..%2fetc%2fpasswd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/v2/admin/raw/blobs/../../../../etc/passwd',
    '/v2/admin/raw/blobs/uploads/../../../etc/passwd',
    '/v2//etc/passwd',
    '/v2/\\..\\..\\etc\\passwd',
    '//etc/passwd',
    'http://other.example/v2/admin/raw/tags/list',
    '*',
    '/v2/admin/raw/manifests/',
    '/v2/admin/raw/unknown/x',
    '/v2/%',
    '/v2/%zz/%ff/tags/list',
  ];
  it.each(paths)('%s leads nowhere', async (path) => {
    const { status, text } = await rawExchange(
      hub.origin,
      `GET ${path} HTTP/1.1\r\n${authorized}Connection: close\r\n\r\n`,
    );
    expect(status, text).toBeGreaterThanOrEqual(400);
    expect(status, text).toBeLessThan(500);
    expect(text).not.toContain('root:');
    await expectUnharmed(hub, before);
  });
});

describe('header injection', () => {
  const injected = /^x-injected:/im;
  const places = [
    '/v2/admin/raw%0d%0aX-Injected:1/tags/list',
    '/v2/admin/raw/manifests/a%0d%0aX-Injected:1',
    '/v2/admin/raw/blobs/uploads/?mount=sha256:a%0d%0aX-Injected:1',
    '/v2/admin/raw/tags/list?n=1&last=a%0d%0aX-Injected:1',
    '/token?service=a%0d%0aX-Injected:1&scope=repository:admin/raw%0d%0aX-Injected:1:pull',
    '/v2/_catalog?n=1&last=%0d%0aX-Injected:1',
  ];
  it.each(places)('%s adds no header', async (path) => {
    for (const method of ['GET', 'POST']) {
      const bytes = `${method} ${path} HTTP/1.1\r\n${authorized}Content-Length: 0\r\nConnection: close\r\n\r\n`;
      const { text, status } = await rawExchange(hub.origin, bytes);
      expect(status, text).toBeLessThan(500);
      expect(text.split('\r\n\r\n')[0]).not.toMatch(injected);
    }
    await expectUnharmed(hub, before);
  });

  it('a Host of somebody’s making adds no header to the challenge', async () => {
    for (const host of ['a"b', 'a,b', 'a b', 'a\tX-Injected:1', 'a@b', 'a/b', '[::1', 'ü']) {
      const bytes = `GET /v2/ HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
      const { text, status } = await rawExchange(hub.origin, Buffer.from(bytes, 'latin1'));
      expect(status ?? 400, text).toBeGreaterThanOrEqual(400);
      expect(status ?? 400, text).toBeLessThan(500);
      expect(text.split('\r\n\r\n')[0]).not.toMatch(injected);
    }
    await expectUnharmed(hub, before);
  });
});

describe('authorization', () => {
  const values = [
    'Bearer',
    'Bearer x',
    'Bearer a.b.c',
    `Bearer ${'a'.repeat(10_000)}`,
    'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.',
    'Basic',
    'Basic !!!',
    'Basic Og==',
    `Basic ${Buffer.from('a:b\0c').toString('base64')}`,
    'Digest x',
    '\u00ff',
  ];
  it.each(values.map(shortened))('%s is refused with a challenge', async (_, authorization) => {
    const answer = await exchange(hub.origin, '/v2/', { headers: { authorization } });
    expect(answer.status).toBe(401);
    expect(answer.errorCodes()).toEqual(['UNAUTHORIZED']);
    expect(answer.header('www-authenticate')).toMatch(/^Bearer realm="/);
  });

  const forms = [
    '',
    'grant_type=',
    'grant_type=password',
    'grant_type=%ff',
    '%',
    'a'.repeat(100_000),
  ];
  it.each(forms.map(shortened))('the form %s gets no token', async (_, body) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await exchange(hub.origin, '/token', { method: 'POST', headers, body });
    expect(answer.status, answer.toString()).toBeGreaterThanOrEqual(400);
    expect(answer.status, answer.toString()).toBeLessThan(500);
    await expectUnharmed(hub, before);
  });
});

/** A value with a title for its test. */
function shortened(value: string): [title: string, value: string] {
  return [JSON.stringify(value.slice(0, 60)), value];
}
