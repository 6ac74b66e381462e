import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchange } from '../support/http-exchange.ts';
import { signIn } from '../support/hub-api.ts';
import { rawExchange } from '../support/raw-exchange.ts';
import { RegistryClient } from '../support/registry-client.ts';
import { administrator, type Hub, startHub } from '../support/start-hub.ts';

let hub: Hub;
beforeAll(async () => {
  hub = await startHub({
    environment: { SLIPWAY_HEADER_TIMEOUT: '1s', SLIPWAY_HEADER_SIZE: '8KiB' },
  });
});
afterAll(async () => await hub[Symbol.asyncDispose]());

/** The sum of a metric's samples whose labels hold all of these. */
async function metric(name: string, ...labels: string[]): Promise<number> {
  const { body } = await exchange(hub.origin, '/metrics');
  const lines = body.toString().split('\n');
  const samples = lines.filter(
    (line) => /^[a-z_]+/.exec(line)?.[0] === name && labels.every((label) => line.includes(label)),
  );
  return samples.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

describe('what operators ask', () => {
  it('answers /healthz and /readyz, and says which parts were checked', async () => {
    expect((await exchange(hub.origin, '/healthz')).status).toBe(200);
    const ready = await exchange(hub.origin, '/readyz');
    expect(ready.status).toBe(200);
    expect(ready.json()).toEqual({ ready: true, database: 'ok', store: 'ok' });
  });

  it('adds the metrics of all workers up', async () => {
    const before = await metric('slipway_http_requests_total', 'route="healthz"');
    // Connections go round the workers.
    for (let count = 0; count < 12; count++) await exchange(hub.origin, '/healthz');
    expect(await metric('slipway_http_requests_total', 'route="healthz"')).toBe(before + 12);
    expect(await metric('slipway_workers')).toBe(4);
    expect(await metric('slipway_http_request_duration_seconds_count')).toBeGreaterThan(12);
  });

  it('counts the bytes that pass', async () => {
    const received = await metric('slipway_http_received_bytes_total');
    const client = await RegistryClient.signIn(hub, ['admin/bytes']);
    await client.pushBlob('admin/bytes', Buffer.alloc(300_000, 'x'));
    expect(await metric('slipway_http_received_bytes_total')).toBeGreaterThan(received + 300_000);
  });

  it('keeps /metrics from callers that a proxy brings', async () => {
    const headers = { 'x-forwarded-for': '192.0.2.1' };
    expect((await exchange(hub.origin, '/metrics', { headers })).status).toBe(404);
  });

  it('answers what is not there, and methods that make no sense', async () => {
    expect((await exchange(hub.origin, '/nothing')).status).toBe(404);
    expect((await exchange(hub.origin, '/__proto__')).status).toBe(404);
    const wrong = await exchange(hub.origin, '/healthz', { method: 'POST' });
    expect([wrong.status, wrong.header('allow')]).toEqual([405, 'GET, HEAD']);
    expect((await exchange(hub.origin, '/')).body.toString()).toContain('docker login 127.0.0.1');
  });

  it('gives each request an id of its own, and takes none over from strangers', async () => {
    const headers = { 'x-request-id': 'mine' };
    const [one, two] = [
      await exchange(hub.origin, '/healthz', { headers }),
      await exchange(hub.origin, '/healthz', { headers }),
    ];
    expect(one.header('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(one.header('x-request-id')).not.toBe(two.header('x-request-id'));
  });
});

describe('its log', () => {
  it('is a JSON line for each request, without secrets', async () => {
    const token = await signIn(hub.origin);
    await RegistryClient.signIn(hub, ['admin/secret']);
    const headers = { authorization: `Bearer ${token}` };
    const marked = await exchange(hub.origin, '/v2/?secret=in-the-query', { headers });
    const id = marked.header('x-request-id');
    await expect.poll(() => hub.log.includes(id)).toBe(true);
    const line = hub.log.split('\n').find((each) => each.includes(id)) ?? '';
    expect(JSON.parse(line)).toMatchObject({
      level: 'info',
      method: 'GET',
      path: '/v2/',
      address: '127.0.0.1',
      requestId: id,
    });
    for (const secret of [token, administrator.password, 'in-the-query', 'Basic ', 'scope=']) {
      expect(hub.log, secret).not.toContain(secret);
    }
  });
});

describe('connections that are no good', () => {
  it('answers headers that never end with 408', async () => {
    const { status } = await rawExchange(hub.origin, 'GET / HTTP/1.1\r\nHost: a\r\n', {
      patienceMs: 15_000,
    });
    expect(status).toBe(408);
  });

  it('answers headers that are too large with 431', async () => {
    const headers = `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(10_000)}\r\n\r\n`;
    expect((await rawExchange(hub.origin, headers)).status).toBe(431);
  });

  it.each([
    ['no HTTP', 'hello\r\n\r\n'],
    ['no host', 'GET / HTTP/1.1\r\n\r\n'],
    ['a host that is none', 'GET / HTTP/1.1\r\nHost: a/b@c\r\n\r\n'],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
  ])('answers %s with 400', async (_name, bytes) => {
    expect((await rawExchange(hub.origin, bytes)).status).toBe(400);
  });
});
