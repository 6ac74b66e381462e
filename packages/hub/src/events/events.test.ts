import { changeEventSchema } from '@slipway/api';
import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, onTestFinished, test } from 'vitest';
import { apiToken, makeAccessToken, makeAccount, send } from '../testing/client.ts';
import { adminPassword, openTestDatabase, startTestHub, TestClock } from '../testing/test-hub.ts';

/** One event as it came. */
interface Event {
  readonly id: string;
  readonly change: ReturnType<typeof changeEventSchema.parse>;
}

/** Opens a stream and keeps what it says. */
async function follow(url: string, headers: Record<string, string> = {}) {
  const end = new AbortController();
  onTestFinished(() => end.abort());
  const response = await fetch(url, { headers, signal: end.signal });
  const events: Event[] = [];
  let text = '';
  let closed = false;
  const reading = (async () => {
    try {
      for await (const chunk of response.body ?? []) {
        text += new TextDecoder().decode(chunk as Uint8Array);
        for (let gap = text.indexOf('\n\n'); gap >= 0; gap = text.indexOf('\n\n')) {
          const lines = text.slice(0, gap).split('\n');
          text = text.slice(gap + 2);
          const field = (name: string) =>
            lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
          if (field('event') !== 'change') continue;
          const change = changeEventSchema.parse(JSON.parse(field('data') ?? ''));
          events.push({ id: field('id') ?? '', change });
        }
      }
    } catch {
      // The test ends it.
    }
    closed = true;
  })();
  return { response, events, isClosed: () => closed, end: () => end.abort(), reading };
}

describeOnEveryDatabase('live changes', (databases) => {
  async function start() {
    // Permissions are asked for anew each second of the clock that runs.
    const clock = new TestClock();
    const timer = setInterval(() => {
      clock.now = Math.max(clock.now, Date.now());
    }, 50);
    onTestFinished(() => clearInterval(timer));
    const database = await openTestDatabase(databases, { clock });
    const worker = await startTestHub({ database, clock });
    const { origin } = worker;
    const account = ['kirtan', await makeAccount(origin, 'kirtan')] as const;
    const bearer = await apiToken(origin, ...account);
    const repository = '/v2/namespaces/kirtan/repositories';
    await send(`${origin}${repository}`, { method: 'POST', bearer, body: { name: 'app' } });
    const describe = (description: string, name = 'app', from = origin) =>
      send(`${from}${repository}/${name}`, { method: 'PATCH', bearer, body: { description } });
    const url = `${origin}${repository}/app/events`;
    return { ...worker, clock, database, account, bearer, repository, describe, url };
  }

  test('a change made on another worker arrives within a second or two', async () => {
    const { database, clock, url, describe, repository, origin, bearer } = await start();
    const other = await startTestHub({ database, clock });
    const stream = await follow(url);
    expect(stream.response.headers.get('content-type')).toContain('text/event-stream');
    await send(`${origin}${repository}`, { method: 'POST', bearer, body: { name: 'quiet' } });
    await describe('not of interest', 'quiet', other.origin);
    const askedAt = performance.now();
    await describe('new words', 'app', other.origin);
    await expect.poll(() => stream.events.length, { timeout: 5000 }).toBe(1);
    expect(performance.now() - askedAt).toBeLessThan(2500);
    expect(stream.events[0]?.change).toMatchObject({ action: 'repo.update', name: 'kirtan/app' });
    stream.end();
    await stream.reading;
  });

  test('a browser that comes again hears what it missed, once', async () => {
    const { url, describe } = await start();
    const first = await follow(url);
    await describe('one');
    await expect.poll(() => first.events.length, { timeout: 5000 }).toBe(1);
    first.end();
    await first.reading;
    await describe('two');
    await describe('three');
    const again = await follow(url, { 'last-event-id': first.events[0]?.id ?? '' });
    await expect.poll(() => again.events.length, { timeout: 5000 }).toBe(2);
    await describe('four');
    await expect.poll(() => again.events.length, { timeout: 5000 }).toBe(3);
  });

  test('whoever may see it no more hears nothing more, within a second or two', async () => {
    const { url, describe, origin, repository, bearer } = await start();
    const visitor = await follow(url);
    await send(`${origin}${repository}/app`, {
      method: 'PATCH',
      bearer,
      body: { is_private: true },
    });
    const turnedAt = performance.now();
    await expect.poll(visitor.isClosed, { timeout: 5000 }).toBe(true);
    expect(performance.now() - turnedAt).toBeLessThan(2500);
    await describe('a secret');
    expect(JSON.stringify(visitor.events)).not.toContain('a secret');
    expect((await send(url)).status).toBe(404);
  });

  test('a token that is taken back ends what it opened', async () => {
    const { url, origin, account, bearer, repository } = await start();
    await send(`${origin}${repository}/app`, {
      method: 'PATCH',
      bearer,
      body: { is_private: true },
    });
    const token = await makeAccessToken(origin, account, ['repo:read']);
    const own = await apiToken(origin, 'kirtan', token.token);
    const stream = await follow(url, { authorization: `Bearer ${own}` });
    expect(stream.response.status).toBe(200);
    await send(`${origin}/v2/access-tokens/${token.uuid}`, { method: 'DELETE', bearer });
    await expect.poll(stream.isClosed, { timeout: 5000 }).toBe(true);
  });

  test('a namespace’s owner follows all of it, nobody else', async () => {
    const { origin, bearer, describe, repository } = await start();
    const url = `${origin}/v2/namespaces/kirtan/events`;
    const stranger = await apiToken(origin, 'eve', await makeAccount(origin, 'eve'));
    expect((await send(url, { bearer: stranger })).status).toBe(403);
    const stream = await follow(url, { authorization: `Bearer ${bearer}` });
    await send(`${origin}${repository}`, { method: 'POST', bearer, body: { name: 'more' } });
    await describe('words', 'more');
    await expect.poll(() => stream.events.length, { timeout: 5000 }).toBe(2);
    const administrator = await apiToken(origin, 'admin', adminPassword);
    const admin = await follow(url, { authorization: `Bearer ${administrator}` });
    expect(admin.response.status).toBe(200);
  });

  test('there are only so many at a time; they end when the process is to end', async () => {
    const { url, hub } = await start();
    const streams = await Promise.all(Array.from({ length: 30 }, () => follow(url)));
    expect(streams.map(({ response }) => response.status)).toEqual(Array(30).fill(200));
    expect((await follow(url)).response.status).toBe(429);
    streams[0]?.end();
    await expect.poll(async () => (await send(url, { method: 'HEAD' })).status).toBe(200);
    await expect.poll(async () => (await follow(url)).response.status, { timeout: 5000 }).toBe(200);
    hub.drain();
    await expect
      .poll(() => streams.every(({ isClosed }) => isClosed()), { timeout: 5000 })
      .toBe(true);
    expect((await follow(url)).response.status).toBe(503);
  });
});
