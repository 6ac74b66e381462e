import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { exchange } from '../support/http-exchange.ts';
import { killProcess } from '../support/processes.ts';
import { projectRoot } from '../support/project-root.ts';
import { digestOf, RegistryClient } from '../support/registry-client.ts';
import { tryCommand } from '../support/run-command.ts';
import { startHub } from '../support/start-hub.ts';

const command = join(projectRoot, 'packages/cli/bin/slipway.js');

it('lets a slow transfer finish before it stops, and takes no other', async () => {
  await using hub = await startHub();
  const client = await RegistryClient.signIn(hub, ['admin/slow']);
  const bytes = Buffer.alloc(200_000, 's');
  const digest = digestOf(bytes);
  const begun = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  async function* slowly() {
    yield bytes.subarray(0, 100_000);
    begun.resolve();
    await goOn.promise;
    yield bytes.subarray(100_000);
  }
  const path = `admin/slow/blobs/uploads/?digest=${digest}`;
  const headers = { 'content-length': bytes.length };
  const answer = client.send(path, { method: 'POST', headers, body: slowly() });
  await begun.promise;
  const [primary] = hub.processIds();
  killProcess(primary ?? 0, 'SIGTERM');
  const refused = async () => {
    const answer = exchange(hub.origin, '/healthz').then(
      () => false,
      // Nobody listens any more.
      () => true,
    );
    // A connection that met the very closing stays without an answer until the hub has ended.
    return await Promise.race([answer, sleep(1000).then(() => true)]);
  };
  await expect.poll(refused, { timeout: 20_000 }).toBe(true);
  goOn.resolve();
  expect((await answer).status).toBe(201);
  await hub.ended();
  await hub.start();
  const again = await RegistryClient.signIn(hub, ['admin/slow']);
  expect((await again.send(`admin/slow/blobs/${digest}`)).body.equals(bytes)).toBe(true);
});

it('cuts what takes longer than shutdownTimeout', async () => {
  await using hub = await startHub({ environment: { SLIPWAY_SHUTDOWN_TIMEOUT: '1s' } });
  const client = await RegistryClient.signIn(hub, ['admin/stuck']);
  const never = Promise.withResolvers<void>();
  async function* stuck() {
    yield Buffer.alloc(1000);
    await never.promise;
  }
  const upload = await client.openUpload('admin/stuck');
  const answer = client.send(upload, { method: 'PATCH', body: stuck() }).catch(() => 'cut');
  await expect
    .poll(async () => (await exchange(hub.origin, '/metrics')).body.toString())
    .toContain('slipway_uploads_active 1');
  killProcess(hub.processIds()[0] ?? 0, 'SIGTERM');
  expect(await answer).toBe('cut');
  never.resolve();
  await hub.ended();
});

it('refuses a data folder that another hub uses, in one line', async () => {
  await using hub = await startHub();
  const env = { SLIPWAY_LISTEN: '127.0.0.1:0', SLIPWAY_DATA: hub.data };
  const result = await tryCommand(process.execPath, [command, 'serve'], { env });
  expect(result.code).not.toBe(0);
  expect(result.stderr).toMatch(/another hub is running on .*: stop it, or choose another folder/);
  expect(result.stderr.trim().split('\n')).toHaveLength(1);
  expect((await exchange(hub.origin, '/readyz')).status).toBe(200);
});

it('says in one line that a port is taken', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  const data = await mkdtemp(join(tmpdir(), 'slipway-taken-'));
  try {
    const env = { SLIPWAY_LISTEN: `127.0.0.1:${port}`, SLIPWAY_DATA: data, SLIPWAY_WORKERS: '4' };
    const result = await tryCommand(process.execPath, [command, 'serve'], { env });
    expect(result.code).not.toBe(0);
    expect(result.stderr).toContain(`cannot listen on 127.0.0.1:${port}: another process listens`);
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
  } finally {
    taken.close();
    await rm(data, { recursive: true, force: true });
  }
});

it('serves with one worker too, and says what to do at the first start only', async () => {
  await using hub = await startHub({
    environment: { SLIPWAY_WORKERS: '1', SLIPWAY_ADMIN_PASSWORD: '' },
  });
  await expect.poll(() => hub.log).toContain('docker login');
  const password = /password: +(\S+)/.exec(hub.log)?.[1] ?? '';
  expect(password.length).toBeGreaterThan(15);
  const who = { name: 'admin', password };
  const client = await RegistryClient.signIn(hub, ['admin/one'], who);
  await client.pushBlob('admin/one', Buffer.from('one'));
  const before = hub.log.length;
  await hub.kill();
  const startedAt = performance.now();
  await hub.start();
  console.log(`second start: ready after ${Math.round(performance.now() - startedAt)} ms`);
  await expect.poll(() => hub.log.slice(before)).toContain('Slipway is ready at');
  expect(hub.log.slice(before)).not.toContain('password');
});
