import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchange, expectStatus } from '../support/http-exchange.ts';
import { signIn } from '../support/hub-api.ts';
import { killProcess } from '../support/processes.ts';
import { imageManifest, RegistryClient } from '../support/registry-client.ts';
import { type Hub, startHub } from '../support/start-hub.ts';
import { isSigned, Receiver } from './receiver.ts';

const json = { 'content-type': 'application/json' };

/** A hub whose administrator lets webhooks reach this machine. */
let hub: Hub;
beforeAll(async () => {
  hub = await startHub({ environment: { SLIPWAY_EGRESS_ALLOW: '127.0.0.1' } });
});
afterAll(async () => await hub?.[Symbol.asyncDispose]());

async function call(target: Hub, method: string, path: string, body?: unknown) {
  const headers = { authorization: `Bearer ${await signIn(target.origin)}`, ...json };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  return await exchange(target.origin, path, { method, headers, ...sent });
}

async function addWebhook(target: Hub, repository: string, body: object) {
  const [namespace, name] = repository.split('/');
  const at = `/v2/namespaces/${namespace}/repositories`;
  await call(target, 'POST', at, { name });
  const path = `${at}/${name}/webhooks`;
  const answer = await call(target, 'POST', path, { name: 'test', ...body });
  const made = expectStatus(answer, 201).json<{ id: number; secret: string }>();
  const deliveries = async () => {
    const page = await call(target, 'GET', `${path}/${made.id}/deliveries`);
    return page.json<{ results: { state: string; error: string | null; attempts: number }[] }>()
      .results;
  };
  return { ...made, path: `${path}/${made.id}`, deliveries };
}

/** Pushes an image of its own as `tag`. */
async function push(target: Hub, repository: string, tag: string): Promise<void> {
  const client = await RegistryClient.signIn(target, [repository]);
  const config = Buffer.from(JSON.stringify({ os: 'linux', architecture: 'amd64', tag }));
  const layer = Buffer.from(`layer of ${tag}`);
  for (const blob of [config, layer]) await client.pushBlob(repository, blob);
  await client.putManifest(repository, tag, imageManifest(config, [layer]));
}

describe('webhooks', () => {
  it('reach a receiver within a second or two of the push, signed, with the platform', async () => {
    await using receiver = await Receiver.start();
    const hook = await addWebhook(hub, 'admin/first', { url: receiver.url });
    await push(hub, 'admin/first', 'v1');
    const pushedAt = performance.now();
    await expect.poll(() => receiver.delivered.length, { timeout: 10_000 }).toBe(1);
    expect(performance.now() - pushedAt).toBeLessThan(3000);
    const [delivery] = receiver.delivered;
    if (!delivery) throw new Error('nothing came');
    expect(isSigned(delivery, hook.secret)).toBe(true);
    expect(isSigned(delivery, 'another secret')).toBe(false);
    expect(JSON.parse(delivery.text)).toMatchObject({
      push_data: {
        tag: 'v1',
        pusher: 'admin',
        platforms: [{ os: 'linux', architecture: 'amd64' }],
      },
      repository: { repo_name: 'admin/first' },
    });
  });

  it('what was pushed before every process was killed is told after the next start', async () => {
    await using receiver = await Receiver.start();
    const hook = await addWebhook(hub, 'admin/killed', { url: receiver.url });
    receiver.status = 503;
    for (const tag of ['a', 'b', 'c']) await push(hub, 'admin/killed', tag);
    await hub.kill();
    receiver.status = 200;
    await hub.start();
    const tags = () =>
      new Set(
        receiver.delivered
          .filter((each) => isSigned(each, hook.secret))
          .map(({ text }) => JSON.parse(text).push_data.tag as string),
      );
    await expect.poll(() => [...tags()].sort(), { timeout: 30_000 }).toEqual(['a', 'b', 'c']);
    await expect
      .poll(async () => (await hook.deliveries()).map(({ state }) => state), { timeout: 30_000 })
      .toEqual(['delivered', 'delivered', 'delivered']);
    // However often one was sent, it is the same delivery.
    const ids = receiver.delivered.map(({ headers }) => headers['x-slipway-delivery']);
    expect(new Set(ids).size).toBe(3);
  });

  it('a try cut off by the death of the jobs’ process is made again', async () => {
    await using receiver = await Receiver.start();
    const hook = await addWebhook(hub, 'admin/cut', { url: receiver.url });
    const held = Promise.withResolvers<void>();
    receiver.wait = held.promise;
    await push(hub, 'admin/cut', 'v1');
    await expect.poll(() => receiver.delivered.length, { timeout: 10_000 }).toBe(1);
    // Forked after the workers: the youngest.
    killProcess(Math.max(...hub.processIds()), 'SIGKILL');
    receiver.wait = Promise.resolve();
    held.resolve();
    await expect.poll(() => receiver.delivered.length, { timeout: 20_000 }).toBe(2);
    const [first, second] = receiver.delivered;
    expect(second?.headers['x-slipway-delivery']).toBe(first?.headers['x-slipway-delivery']);
    await expect
      .poll(async () => (await hook.deliveries())[0]?.state, { timeout: 10_000 })
      .toBe('delivered');
  });

  it('a slow receiver holds up its own deliveries, not another’s', async () => {
    await using slow = await Receiver.start();
    await using quick = await Receiver.start();
    const held = Promise.withResolvers<void>();
    slow.wait = held.promise;
    await addWebhook(hub, 'admin/slow', { url: slow.url });
    await addWebhook(hub, 'admin/quick', { url: quick.url });
    for (let count = 0; count < 8; count++) await push(hub, 'admin/slow', `v${count}`);
    await expect.poll(() => slow.delivered.length, { timeout: 10_000 }).toBeGreaterThan(0);
    await push(hub, 'admin/quick', 'v1');
    await expect.poll(() => quick.delivered.length, { timeout: 5000 }).toBe(1);
    held.resolve();
    await expect.poll(() => slow.delivered.length, { timeout: 60_000 }).toBeGreaterThanOrEqual(8);
  });
});

describe('where webhooks may not go', () => {
  it('addresses of this machine are refused, when entered and on redirects', async () => {
    await using inside = await Receiver.start();
    await using outside = await Receiver.start();
    const port = new URL(outside.url).port;
    // 127.0.0.2 stands for the internet: allowed, where 127.0.0.1 is not.
    await using strict = await startHub({ environment: { SLIPWAY_EGRESS_ALLOW: '127.0.0.2' } });
    outside.status = 307;
    outside.headers = { location: `${inside.url}/secret` };
    const made = await call(strict, 'POST', '/v2/namespaces/admin/webhooks', {
      ...{ name: 'inside', url: `${inside.url}/` },
    });
    expect(made.status).toBe(400);
    const proxied = await startAt('127.0.0.2', { forwardTo: Number(port) });
    try {
      const hook = await addWebhook(strict, 'admin/redirected', { url: proxied.url });
      await push(strict, 'admin/redirected', 'v1');
      await expect.poll(() => outside.delivered.length, { timeout: 10_000 }).toBe(1);
      await expect
        .poll(async () => (await hook.deliveries())[0]?.error ?? '', { timeout: 10_000 })
        .toContain('127.0.0.1');
      await sleep(500);
      expect(inside.delivered).toEqual([]);
    } finally {
      await proxied.close();
    }
  });
});

/** Another address of this machine in front of a receiver. */
async function startAt(host: string, { forwardTo }: { forwardTo: number }) {
  const { createServer, connect } = await import('node:net');
  const server = createServer((socket) => {
    const other = connect(forwardTo, '127.0.0.1');
    socket.on('error', () => other.destroy());
    other.on('error', () => socket.destroy());
    socket.pipe(other).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as import('node:net').AddressInfo;
  return {
    url: `http://${host}:${port}`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
