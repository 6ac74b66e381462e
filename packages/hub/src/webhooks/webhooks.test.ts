import { createHmac } from 'node:crypto';
import { webhookDeliveryDetailSchema, webhookPageSchema } from '@slipway/api';
import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, test } from 'vitest';
import { apiToken, askToken, makeAccount, send } from '../testing/client.ts';
import { runDueJobs } from '../testing/run-jobs.ts';
import { openTestDatabase, startTestHub, TestClock } from '../testing/test-hub.ts';
import { startReceiver } from '../testing/webhook-receiver.ts';

const hour = 3_600_000;
const indexType = 'application/vnd.oci.image.index.v1+json';

describeOnEveryDatabase('webhooks', (databases) => {
  async function start() {
    const clock = new TestClock();
    const database = await openTestDatabase(databases, { clock });
    const { origin, hub, logged } = await startTestHub({ database, clock });
    const kirtan = ['kirtan', await makeAccount(origin, 'kirtan')] as const;
    // A token ends sooner than a day that a test lets pass.
    const call = async (path: string, options: { method?: string; body?: unknown } = {}) =>
      await send(`${origin}${path}`, { ...options, bearer: await apiToken(origin, ...kirtan) });
    const repository = '/v2/namespaces/kirtan/repositories';
    await call(repository, { method: 'POST', body: { name: 'app', is_private: true } });
    const hooks = `${repository}/app/webhooks`;
    const add = async (body: object, at = hooks) => {
      const made = await call(at, { method: 'POST', body: { name: 'deploy', ...body } });
      expect(made.status, JSON.stringify(made.body)).toBe(201);
      clock.advance(10);
      return made.body;
    };
    const push = async (reference: string, body: object = { manifests: [] }, name = 'app') => {
      const scope = [`repository:kirtan/${name}:pull,push,delete`];
      const { token } = (await askToken(origin, { as: kirtan, scope })).body;
      const answer = await send(`${origin}/v2/kirtan/${name}/manifests/${reference}`, {
        method: 'PUT',
        bearer: token,
        body: JSON.stringify({ schemaVersion: 2, mediaType: indexType, ...body }),
        headers: { 'content-type': indexType },
      });
      expect(answer.status).toBe(201);
      return answer.headers.get('docker-content-digest') ?? '';
    };
    const jobs = () => runDueJobs({ hub, database, clock });
    const deliveries = async (id: number, at = hooks) =>
      (await call(`${at}/${id}/deliveries`)).body.results;
    return { clock, database, origin, hub, logged, call, hooks, add, push, jobs, deliveries };
  }

  test('a push is told once, signed, with Docker Hub’s payload and ours', async () => {
    const { add, push, jobs, call, hooks, logged } = await start();
    const receiver = await startReceiver(() => ({ status: 200, body: 'thank you' }));
    const hook = await add({ url: `${receiver.url}/hook?x=1` });
    expect(hook.secret).toMatch(/^slp_whs_/);
    const child = { mediaType: 'application/vnd.oci.image.manifest.v1+json', size: 2 };
    const manifests = [
      {
        ...child,
        digest: `sha256:${'a'.repeat(64)}`,
        platform: { os: 'linux', architecture: 'amd64' },
      },
      {
        ...{ ...child, digest: `sha256:${'b'.repeat(64)}` },
        platform: { os: 'linux', architecture: 'arm', variant: 'v7' },
      },
    ];
    // The children of an index are pushed by digest first: six empty calls, on Docker Hub.
    await push(await digestOf({ schemaVersion: 2, mediaType: indexType, manifests: [] }));
    const digest = await push('v1', { manifests });
    await jobs();
    await jobs();
    expect(receiver.received).toHaveLength(1);
    const [{ path, headers, text, body } = {} as never] = receiver.received;
    expect(path).toBe('/hook?x=1');
    expect(body.push_data).toMatchObject({
      ...{ tag: 'v1', pusher: 'kirtan', media_type: indexType, digest, images: [] },
      platforms: [
        { os: 'linux', architecture: 'amd64' },
        { os: 'linux', architecture: 'arm', variant: 'v7' },
      ],
    });
    expect(body.repository).toMatchObject({ repo_name: 'kirtan/app', is_private: true });
    expect(headers['content-type']).toBe('application/json');
    expect(headers['x-slipway-event']).toBe('push');
    expect(headers['x-slipway-delivery']).toBe(body.delivery_id);
    const time = /^t=(\d+),/.exec(String(headers['x-slipway-signature']))?.[1];
    const expected = createHmac('sha256', hook.secret).update(`${time}.${text}`).digest('hex');
    expect(headers['x-slipway-signature']).toBe(`t=${time},v1=${expected}`);
    const detail = (await call(`${hooks}/${hook.id}/deliveries/${body.delivery_id}`)).body;
    expect(webhookDeliveryDetailSchema.parse(detail)).toEqual(detail);
    expect(detail).toMatchObject({ state: 'delivered', status: 200, request_body: text });
    expect(detail.attempt_log).toMatchObject([{ number: 1, response_body: 'thank you' }]);
    const page = (await call(hooks)).body;
    expect(webhookPageSchema.parse(page)).toEqual(page);
    expect(page.results[0].last_delivery).toMatchObject({ state: 'delivered', status: 200 });
    expect(JSON.stringify([page, detail, logged])).not.toContain(hook.secret);
  });

  test('a namespace’s webhook is told of all its repositories, each only of what it wants', async () => {
    const { add, push, jobs, call } = await start();
    const receiver = await startReceiver();
    const at = '/v2/namespaces/kirtan/webhooks';
    await add({ url: `${receiver.url}/pushes` }, at);
    await add({ url: `${receiver.url}/deleted`, events: ['tag.delete'] }, at);
    await add({ url: `${receiver.url}/off`, is_active: false }, at);
    await push('v1');
    await push('v2', { manifests: [] }, 'other');
    await jobs();
    expect(receiver.received.map(({ path }) => path)).toEqual(['/pushes', '/pushes']);
    const names = receiver.received.map(({ body }) => body.repository.repo_name).sort();
    expect(names).toEqual(['kirtan/app', 'kirtan/other']);
    expect((await call(at)).body.count).toBe(3);
  });

  test('a deleted tag is told to who asked for it', async () => {
    const { add, push, jobs, origin } = await start();
    const receiver = await startReceiver();
    await add({ url: receiver.url, events: ['tag.delete'] });
    const digest = await push('v1');
    const as = ['kirtan', 'kirtan-password'] as const;
    const { token } = (await askToken(origin, { as, scope: ['repository:kirtan/app:delete'] }))
      .body;
    const url = `${origin}/v2/kirtan/app/manifests/v1`;
    expect((await send(url, { method: 'DELETE', bearer: token })).status).toBe(202);
    await jobs();
    expect(receiver.received.map(({ body }) => [body.event, body.push_data.tag])).toEqual([
      ['tag.delete', 'v1'],
    ]);
    expect(receiver.received[0]?.body.push_data.digest).toBe(digest);
  });

  test('while a secret is rolled out both sign; afterwards only the new one', async () => {
    const { clock, add, push, jobs, call, hooks } = await start();
    const receiver = await startReceiver();
    const hook = await add({ url: receiver.url, secret: 'the-first-secret-of-mine' });
    const rotated = await call(`${hooks}/${hook.id}/secret`, {
      method: 'POST',
      body: { overlap_seconds: 3600 },
    });
    expect(rotated.headers.get('cache-control')).toBe('no-store');
    await push('v1');
    await jobs();
    clock.advance(2 * hour);
    await push('v2');
    await jobs();
    const [both, one] = receiver.received.map(({ headers, text }) => {
      const header = String(headers['x-slipway-signature']);
      const time = /^t=(\d+)/.exec(header)?.[1];
      const by = (secret: string) =>
        header.includes(createHmac('sha256', secret).update(`${time}.${text}`).digest('hex'));
      return [by('the-first-secret-of-mine'), by(rotated.body.secret)];
    });
    expect(both).toEqual([true, true]);
    expect(one).toEqual([false, true]);
  });

  test('headers are sent; secret ones are never shown again, nor sent elsewhere', async () => {
    const { add, push, jobs, call, hooks, database } = await start();
    const receiver = await startReceiver();
    const headers = [
      { name: 'Authorization', value: 'Bearer my-own-token' },
      { name: 'X-Environment', value: 'production' },
    ];
    const hook = await add({ url: receiver.url, headers });
    expect(hook.headers).toEqual([
      { name: 'Authorization', value: null },
      { name: 'X-Environment', value: 'production' },
    ]);
    const url = `${hooks}/${hook.id}`;
    const kept = { headers: [{ name: 'authorization' }, { name: 'X-More', value: 'yes' }] };
    expect((await call(url, { method: 'PATCH', body: kept })).status).toBe(200);
    await push('v1');
    await jobs();
    expect(receiver.received[0]?.headers).toMatchObject({
      ...{ authorization: 'Bearer my-own-token', 'x-more': 'yes' },
    });
    const moved = { ...kept, url: 'http://127.0.0.1:1/other' };
    expect((await call(url, { method: 'PATCH', body: moved })).status).toBe(400);
    const [{ id } = { id: '' }] = (await call(`${url}/deliveries`)).body.results;
    const detail = (await call(`${url}/deliveries/${id}`)).body;
    expect(detail.attempt_log[0].request_headers).toMatchObject({ authorization: '(secret)' });
    const rows = await database.query.selectFrom('hub_webhooks').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain('my-own-token');
  });

  test('one that fails is tried for a day, then its webhook pauses; it goes on when told to', async () => {
    const { clock, add, push, jobs, call, hooks, deliveries } = await start();
    const receiver = await startReceiver(() => ({ status: 500, body: 'broken' }));
    const hook = await add({ url: receiver.url });
    await push('v1');
    const pushedAt = clock.now;
    await jobs();
    expect(await deliveries(hook.id)).toMatchObject([{ state: 'waiting', status: 500 }]);
    const waits: number[] = [];
    for (let left = 60; left > 0; left--) {
      const [{ next_attempt_at: next }] = await deliveries(hook.id);
      if (next === null) break;
      const wait = Date.parse(next) - clock.now;
      waits.push(wait);
      clock.advance(Math.max(wait, 0));
      await jobs();
    }
    expect(clock.now - pushedAt).toBeGreaterThanOrEqual(24 * hour);
    expect(clock.now - pushedAt).toBeLessThan(25 * hour);
    expect(waits[0]).toBeLessThan(11_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(2 * hour);
    expect(receiver.received.length).toBe(waits.length + 1);
    // The same body each time, so that a receiver can tell.
    expect(new Set(receiver.received.map(({ text }) => text)).size).toBe(1);
    const paused = (await call(`${hooks}/${hook.id}`)).body;
    expect(paused.pause_reason).toContain('answered 500');
    expect(await deliveries(hook.id)).toMatchObject([{ state: 'failed', next_attempt_at: null }]);
    const before = receiver.received.length;
    await push('v2');
    await jobs();
    expect(receiver.received.length).toBe(before);
    receiver.answer(() => ({ status: 200 }));
    const resumed = await call(`${hooks}/${hook.id}`, {
      method: 'PATCH',
      body: { is_active: true },
    });
    expect(resumed.body).toMatchObject({ paused_at: null, failing_since: null });
    clock.advance(10);
    await push('v3');
    await jobs();
    expect(receiver.received.at(-1)?.body.push_data.tag).toBe('v3');
  });

  test('Retry-After is waited for; 410 pauses at once, and ends what waits', async () => {
    const { clock, add, push, jobs, call, hooks, deliveries } = await start();
    const receiver = await startReceiver(() => ({
      ...{ status: 503, headers: { 'retry-after': '7200' } },
    }));
    const hook = await add({ url: receiver.url });
    await push('v1');
    await jobs();
    clock.advance(hour);
    await jobs();
    expect(receiver.received).toHaveLength(1);
    receiver.answer(() => ({ status: 410 }));
    await push('v2');
    await jobs();
    expect(receiver.received).toHaveLength(2);
    expect(await deliveries(hook.id)).toMatchObject([
      { tag: 'v2', state: 'failed', status: 410 },
      { tag: 'v1', state: 'failed', error: 'the webhook was paused' },
    ]);
    clock.advance(2 * hour);
    await jobs();
    expect(receiver.received).toHaveLength(2);
    expect((await call(`${hooks}/${hook.id}`)).body.pause_reason).toContain('410');
  });

  test('redirects that keep the method are followed, without secrets to another place; others fail', async () => {
    const { add, push, jobs, deliveries } = await start();
    const other = await startReceiver();
    const receiver = await startReceiver(({ path }) =>
      path === '/moved'
        ? { status: 308, headers: { location: `${other.url}/here` } }
        : { status: 302, headers: { location: `${other.url}/there` } },
    );
    const headers = [{ name: 'X-Api-Key', value: 'k' }];
    const moved = await add({ url: `${receiver.url}/moved`, headers });
    const lost = await add({ url: `${receiver.url}/lost` });
    await push('v1');
    await jobs();
    expect(other.received).toHaveLength(1);
    expect(other.received[0]?.path).toBe('/here');
    expect(other.received[0]?.body.push_data.tag).toBe('v1');
    expect(other.received[0]?.headers).not.toHaveProperty('x-api-key');
    expect(await deliveries(moved.id)).toMatchObject([{ state: 'delivered' }]);
    const [failed] = await deliveries(lost.id);
    expect(failed).toMatchObject({ state: 'waiting', status: 302 });
    expect(failed.error).toContain('/there');
  });

  test('a test and a redelivery are deliveries of their own', async () => {
    const { add, push, jobs, call, hooks, deliveries } = await start();
    const receiver = await startReceiver();
    const hook = await add({ url: receiver.url, is_active: false });
    const url = `${hooks}/${hook.id}`;
    await push('v1');
    await jobs();
    expect(receiver.received).toHaveLength(0);
    expect((await call(`${url}/test`, { method: 'POST' })).status).toBe(202);
    await jobs();
    expect(receiver.received[0]?.headers['x-slipway-event']).toBe('ping');
    expect(receiver.received[0]?.body.push_data.tag).toBe('v1');
    const [first] = await deliveries(hook.id);
    const again = await call(`${url}/deliveries/${first.id}/redeliver`, { method: 'POST' });
    expect(again.body).toMatchObject({ cause: 'redelivery', event_id: first.event_id });
    await jobs();
    expect(receiver.received).toHaveLength(2);
    expect(receiver.received[1]?.body.event_id).toBe(receiver.received[0]?.body.event_id);
    expect(receiver.received[1]?.body.delivery_id).not.toBe(receiver.received[0]?.body.delivery_id);
  });

  test('a receiver may say how it went, at the payload’s callback_url', async () => {
    const { add, push, jobs, deliveries } = await start();
    const receiver = await startReceiver();
    const hook = await add({ url: receiver.url });
    await push('v1');
    await jobs();
    const callback = receiver.received[0]?.body.callback_url;
    const answer = await send(callback, {
      method: 'POST',
      body: {
        ...{ state: 'success', description: '387 tests PASSED', context: 'Acme CI' },
        target_url: 'https://ci.example/results/afd339c1c3d27',
      },
    });
    expect(answer.status).toBe(200);
    expect((await deliveries(hook.id))[0].callback).toMatchObject({
      ...{ state: 'success', description: '387 tests PASSED', context: 'Acme CI' },
    });
    const wrong = callback.replace(/[^/]+\/$/, 'guess/');
    expect((await send(wrong, { method: 'POST', body: { state: 'success' } })).status).toBe(404);
    expect((await send(callback, { method: 'POST', body: { state: 'odd' } })).status).toBe(400);
  });

  test('an event that is handed out twice is one delivery; a try that is noted is not made again', async () => {
    const { clock, add, push, hub, database, deliveries } = await start();
    const receiver = await startReceiver();
    const hook = await add({ url: receiver.url });
    await push('v1');
    const items = await database.query.selectFrom('outbox').selectAll().execute();
    const event = items.find(({ topic }) => topic === 'webhook.event');
    const context = { signal: new AbortController().signal };
    const handle = async (topic: string, payload: unknown) => {
      const item = { id: 0, topic, key: '', payload, createdAt: 0, attempts: 1 };
      await hub.jobs.find((job) => job.topic === topic)?.handle(item, context);
    };
    for (let times = 0; times < 3; times++) {
      await handle('webhook.event', JSON.parse(event?.payload ?? ''));
    }
    const [{ id } = { id: '' }] = await deliveries(hook.id);
    expect(await deliveries(hook.id)).toHaveLength(1);
    clock.advance(1);
    for (let times = 0; times < 3; times++) {
      await handle('webhook.deliver', { deliveryId: id, number: 1 });
    }
    expect(receiver.received).toHaveLength(1);
  });

  test('what is refused, and which member it is', async () => {
    const { call, hooks } = await start();
    for (const [body, field] of [
      [{ url: 'ftp://example.com/' }, 'url'],
      [{ url: 'http://user:secret@127.0.0.1/' }, 'url'],
      [{ url: 'http://10.0.0.1/' }, 'url'],
      [{ url: 'http://[::1]/' }, 'url'],
      [{ url: 'http://169.254.169.254/latest' }, 'url'],
      [{ url: 'http://127.0.0.1/', headers: [{ name: 'Host', value: 'x' }] }, 'headers'],
      [{ url: 'http://127.0.0.1/', headers: [{ name: 'Content-Length', value: '1' }] }, 'headers'],
      [{ url: 'http://127.0.0.1/', headers: [{ name: 'X-Slipway-Event', value: '1' }] }, 'headers'],
      [{ url: 'http://127.0.0.1/', headers: [{ name: 'X-A' }] }, 'headers'],
      [{ url: 'http://127.0.0.1/', headers: [{ name: 'X-A', value: 'a\r\nb' }] }, 'headers'],
      [{ url: 'http://127.0.0.1/', events: ['build.failed'] }, 'events.0'],
      [{ url: 'http://127.0.0.1/', events: ['nothing'] }, 'events.0'],
      [{ url: 'http://127.0.0.1/', events: [] }, 'events'],
      [{ url: 'http://127.0.0.1/', secret: 'short' }, 'secret'],
    ] as const) {
      const answer = await call(hooks, { method: 'POST', body: { name: 'x', ...body } });
      expect(answer.status, JSON.stringify(body)).toBe(400);
      expect(Object.keys(answer.body.fields)).toContain(field);
    }
  });

  test('nobody else sees or touches them, nor learns of the repository', async () => {
    const { origin, add, hooks, call } = await start();
    const hook = await add({ url: 'http://127.0.0.1:1/' });
    const stranger = await apiToken(origin, 'eve', await makeAccount(origin, 'eve'));
    const at = '/v2/namespaces/kirtan/webhooks';
    const own = await add({ url: 'http://127.0.0.1:1/' }, at);
    for (const [path, status] of [
      [hooks, 404],
      [`${hooks}/${hook.id}`, 404],
      [`${hooks}/${hook.id}/deliveries`, 404],
      [at, 403],
      [`${at}/${own.id}`, 403],
    ] as const) {
      expect((await send(`${origin}${path}`, { bearer: stranger })).status).toBe(status);
      expect((await send(`${origin}${path}`)).status).toBe(401);
    }
    expect((await call(`${hooks}/${own.id}`)).status).toBe(404);
    expect((await call(`${at}/${hook.id}`)).status).toBe(404);
    expect((await call(`${hooks}/${hook.id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await call(`${hooks}/${hook.id}`)).status).toBe(404);
  });
});

async function digestOf(manifest: object): Promise<string> {
  const { createHash } = await import('node:crypto');
  return `sha256:${createHash('sha256').update(JSON.stringify(manifest)).digest('hex')}`;
}
