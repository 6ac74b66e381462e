import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectStatus, UnexpectedAnswer } from '../support/http-exchange.ts';
import { killProcess } from '../support/processes.ts';
import { RandomSource } from '../support/random-source.ts';
import { digestOf, imageManifest, RegistryClient } from '../support/registry-client.ts';
import { type Hub, startHub } from '../support/start-hub.ts';
import { PushLedger } from './push-ledger.ts';

const pushes = 200;
const pushersAtOnce = 8;
/** On a fast disk the pushes go on until so many kills have hit them. */
const leastKills = 8;
/** In turn; when they strike is random. */
const victims = ['worker', 'primary', 'worker', 'everything'] as const;
const repositories = ['admin/first', 'admin/second', 'admin/third'];

let hub: Hub;
let client: RegistryClient;
beforeAll(async () => {
  hub = await startHub();
  client = await RegistryClient.signIn(hub, repositories);
});
afterAll(async () => await hub?.[Symbol.asyncDispose]());

describe('SIGKILL', () => {
  it(`during ${pushes} pushes loses nothing acknowledged and serves nothing half-written`, async () => {
    const random = new RandomSource();
    console.log(`SLIPWAY_TEST_SEED=${random.seed}`);
    const ledger = new PushLedger();
    const rounds = { primary: 0, worker: 0, everything: 0 };
    const faults: string[] = [];
    let left = pushes;
    let ended = false;
    let broken = 0;
    let kills = 0;
    const pusher = async () => {
      while (!ended && (left > 0 || kills < leastKills)) {
        left -= 1;
        for (let outcome = await push(ledger, random); outcome !== 'done' && !ended; ) {
          if (outcome === 'broken') broken += 1;
          else await sleep(20);
          outcome = await push(ledger, random);
        }
      }
    };
    const killer = async () => {
      while (!ended) {
        await sleep(20 + random.integer(150));
        const victim = victims[kills % victims.length] ?? 'worker';
        kills += 1;
        rounds[victim] += 1;
        if (victim === 'worker') {
          const [, ...workers] = hub.processIds();
          if (workers.length > 0) killProcess(random.pick(workers), 'SIGKILL');
          continue;
        }
        if (victim === 'everything') await hub.kill();
        else {
          const [primary = 0] = hub.processIds();
          killProcess(primary, 'SIGKILL');
          await hub.ended();
        }
        await hub.start();
        faults.push(...(await ledger.faults(client)));
      }
    };
    const end = () => {
      ended = true;
    };
    const pushing = Promise.all(Array.from({ length: pushersAtOnce }, pusher)).finally(end);
    await Promise.all([pushing, killer().finally(end)]);
    await hub.kill();
    await hub.start();
    faults.push(...(await ledger.faults(client)));
    console.log(`killed ${JSON.stringify(rounds)}, ${broken} pushes broken and done again`);

    expect(faults).toEqual([]);
    expect(ledger.acknowledged).toBeGreaterThanOrEqual(3 * pushes);
    // Kills that hit nothing would prove nothing.
    expect(broken).toBeGreaterThan(0);
  });

  it('between chunks leaves an upload that goes on where it was', async () => {
    const bytes = new RandomSource(2).bytes(300_000);
    const digest = digestOf(bytes);
    let upload = await client.openUpload('admin/first');
    upload = await client.sendChunk(upload, bytes.subarray(0, 100_000), 0);

    await hub.kill();
    await hub.start();

    const status = expectStatus(await client.send(upload), 204);
    expect(status.header('range')).toBe('0-99999');
    upload = await client.sendChunk(upload, bytes.subarray(100_000, 200_000), 100_000);
    await client.finishUpload(upload, digest, bytes.subarray(200_000));
    const answer = await client.send(`admin/first/blobs/${digest}`);
    expect(answer.status).toBe(200);
    expect(digestOf(answer.body)).toBe(digest);
  });
});

/** One image: a config, a layer, a manifest; or as much of them as no kill broke off. */
async function push(
  ledger: PushLedger,
  random: RandomSource,
): Promise<'done' | 'broken' | 'refused'> {
  const repository = random.pick(repositories);
  const config = random.bytes(100);
  const layer = random.bytes(1 + random.integer(500_000));
  const manifest = imageManifest(config, [layer]);
  try {
    for (const blob of [config, layer]) {
      const acknowledged = ledger.sending(repository, 'blobs', blob);
      await random.pick([pushWhole, pushInSession, pushInChunks])(repository, blob);
      acknowledged();
    }
    const acknowledged = ledger.sending(repository, 'manifests', manifest);
    const reference = random.pick(['latest', digestOf(manifest)]);
    await client.putManifest(repository, reference, manifest);
    acknowledged();
    return 'done';
  } catch (error) {
    if (error instanceof UnexpectedAnswer && error.answer.status === 503) return 'refused';
    if (!(error instanceof Error && 'code' in error)) throw error;
    // Only a broken connection can be a kill's doing.
    return error.code === 'ECONNREFUSED' ? 'refused' : 'broken';
  }
}

async function pushWhole(repository: string, blob: Buffer): Promise<void> {
  await client.pushBlob(repository, blob);
}

async function pushInSession(repository: string, blob: Buffer): Promise<void> {
  await client.finishUpload(await client.openUpload(repository), digestOf(blob), blob);
}

async function pushInChunks(repository: string, blob: Buffer): Promise<void> {
  let upload = await client.openUpload(repository);
  const middle = Math.ceil(blob.byteLength / 2);
  upload = await client.sendChunk(upload, blob.subarray(0, middle), 0);
  await client.finishUpload(upload, digestOf(blob), blob.subarray(middle));
}
