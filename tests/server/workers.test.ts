import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchange } from '../support/http-exchange.ts';
import { killProcess } from '../support/processes.ts';
import { RegistryClient } from '../support/registry-client.ts';
import { administrator, type Hub, startHub } from '../support/start-hub.ts';

let hub: Hub;
beforeAll(async () => {
  hub = await startHub({
    environment: { SLIPWAY_LOGIN_FAILURES: '5', SLIPWAY_UPLOADS_PER_ACCOUNT: '3' },
  });
});
afterAll(async () => await hub[Symbol.asyncDispose]());

async function tokenStatus(name: string, password: string): Promise<number> {
  const authorization = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
  const path = '/token?service=slipway';
  return (await exchange(hub.origin, path, { headers: { authorization } })).status;
}

/** A body whose end is the test's to say. */
function heldBody(bytes: number) {
  const end = Promise.withResolvers<void>();
  async function* body() {
    yield Buffer.alloc(bytes, 'h');
    await end.promise;
    yield Buffer.alloc(1, 'h');
  }
  return { body: body(), finish: () => end.resolve() };
}

describe('limits hold over four workers', () => {
  it('refuses sign-ins after as many failures as one worker would', async () => {
    const statuses: number[] = [];
    for (let count = 0; count < 12; count++) statuses.push(await tokenStatus('nobody', 'wrong'));
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429, 429, 429, 429, 429]);
    expect(await tokenStatus(administrator.name, administrator.password)).toBe(200);
  });

  it('counts bodies under way, and frees their places', async () => {
    const client = await RegistryClient.signIn(hub, ['admin/slots']);
    const held = Array.from({ length: 3 }, () => heldBody(1000));
    const answers: Promise<number>[] = [];
    for (const { body } of held) {
      const path = await client.openUpload('admin/slots');
      answers.push(client.send(path, { method: 'PATCH', body }).then(({ status }) => status));
    }
    const another = await client.openUpload('admin/slots');
    const send = async () => {
      const answer = await client.send(another, { method: 'PATCH', body: Buffer.alloc(10) });
      return answer.status;
    };
    await expect.poll(activeUploads).toBe(3);
    expect(await send()).toBe(429);
    for (const { finish } of held) finish();
    expect(await Promise.all(answers)).toEqual([202, 202, 202]);
    await expect.poll(activeUploads).toBe(0);
    expect(await send()).toBe(202);
  });
});

async function activeUploads(): Promise<number> {
  const { body } = await exchange(hub.origin, '/metrics');
  return Number(/^slipway_uploads_active (\d+)$/m.exec(body.toString())?.[1]);
}

describe('processes that die', () => {
  it('replaces a worker, and gives back the places it held', async () => {
    const client = await RegistryClient.signIn(hub, ['admin/killed']);
    const held = heldBody(1000);
    const upload = await client.openUpload('admin/killed');
    const answer = client.send(upload, { method: 'PATCH', body: held.body }).catch(() => undefined);
    await expect.poll(activeUploads).toBe(1);
    const workers = hub.processIds().slice(1);
    // And the process that does jobs.
    expect(workers).toHaveLength(5);
    for (const pid of workers) killProcess(pid, 'SIGKILL');
    held.finish();
    await answer;
    const fresh = () => hub.processIds().filter((pid) => !workers.includes(pid)).length;
    await expect.poll(fresh, { timeout: 20_000 }).toBe(6);
    await expect.poll(async () => await ready(), { timeout: 20_000 }).toBe(true);
    expect(await activeUploads()).toBe(0);
  });

  it('leaves no worker behind when the primary is killed', async () => {
    const [primary, ...workers] = hub.processIds();
    killProcess(primary ?? 0, 'SIGKILL');
    await hub.ended();
    const living = () => workers.filter(isAlive);
    await expect.poll(living, { timeout: 10_000 }).toEqual([]);
    await hub.start();
    expect(await ready()).toBe(true);
  });
});

async function ready(): Promise<boolean> {
  try {
    return (await exchange(hub.origin, '/readyz')).status === 200;
  } catch {
    // Nobody listens yet.
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // ESRCH: gone.
    return false;
  }
}
