import { createHash } from 'node:crypto';
import { type Digest, makeDigest } from '@slipway/oci';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectStatus } from '../support/http-exchange.ts';
import { forgetPeak, peakResidentBytes, residentBytes } from '../support/processes.ts';
import { RandomSource } from '../support/random-source.ts';
import { RegistryClient } from '../support/registry-client.ts';
import { type Hub, startHub } from '../support/start-hub.ts';

const MiB = 1024 * 1024;
const transfers = 64;
const blobMiB = 32;
/** What a transfer may hold, once the processes have grown to their working size. */
const allowedPerTransfer = 2 * MiB;
/** With that growth (compiled code, heap), which is the processes', not the transfers'. */
const allowedAtFirst = 8 * MiB;
const repository = 'admin/large';
const noise = new RandomSource(3).bytes(MiB);

let hub: Hub;
let client: RegistryClient;
const digests: Digest[] = [];
beforeAll(async () => {
  hub = await startHub();
  client = await RegistryClient.signIn(hub, [repository]);
  for (let blob = 0; blob < transfers; blob++) digests.push(digestOfBlob(blob));
});
afterAll(async () => await hub?.[Symbol.asyncDispose]());

// A blob is many times as large as what its transfer may hold.
describe(`${transfers} transfers of ${blobMiB} MiB at once`, () => {
  it('up, for the first time: nothing near a blob is held', async () => {
    expect(await growthDuring(push)).toBeLessThan(allowedAtFirst);
  });

  it('down, for the first time: nothing near a blob is held, and the bytes are right', async () => {
    expect(await growthDuring(pull)).toBeLessThan(allowedAtFirst);
  });

  it('up: memory stays under 2 MiB for each', async () => {
    expect(await leastGrowth(push)).toBeLessThan(allowedPerTransfer);
  });

  it('down: memory stays under 2 MiB for each', async () => {
    expect(await leastGrowth(pull)).toBeLessThan(allowedPerTransfer);
  });
});

/** Of three rounds: when garbage is collected adds to a round, and never takes away. */
async function leastGrowth(transfer: (blob: number) => Promise<void>): Promise<number> {
  const rounds = [];
  while (rounds.length < 3) rounds.push(await growthDuring(transfer));
  return Math.min(...rounds);
}

/** (Peak - idle) memory of all the hub's processes, in bytes for each transfer. */
async function growthDuring(transfer: (blob: number) => Promise<void>): Promise<number> {
  const processes = hub.processIds();
  const idle = sum(processes.map(residentBytes));
  for (const pid of processes) forgetPeak(pid);
  await Promise.all(Array.from({ length: transfers }, (_, blob) => transfer(blob)));
  expect(hub.processIds()).toEqual(processes);
  // The peaks of single processes need not meet, so their sum is never too small.
  const growth = (sum(processes.map(peakResidentBytes)) - idle) / transfers;
  console.log(
    `${(growth / MiB).toFixed(2)} MiB for each transfer; idle ${Math.round(idle / MiB)} MiB`,
  );
  return growth;
}

async function push(blob: number): Promise<void> {
  const upload = await client.openUpload(repository);
  await client.finishUpload(upload, digests[blob] as Digest, chunks(blob));
}

async function pull(blob: number): Promise<void> {
  const digest = digests[blob] as Digest;
  const hash = createHash('sha256');
  const onChunk = (chunk: Buffer) => hash.update(chunk);
  expectStatus(await client.send(`${repository}/blobs/${digest}`, { onChunk }), 200);
  expect(makeDigest('sha256', hash.digest('hex'))).toBe(digest);
}

/** Each blob differs from the others in its first MiB. */
function* chunksOf(blob: number): Generator<Buffer> {
  const first = Buffer.from(noise);
  first.writeUInt32LE(blob, 0);
  for (let index = 0; index < blobMiB; index++) yield index === 0 ? first : noise;
}

async function* chunks(blob: number): AsyncGenerator<Buffer> {
  yield* chunksOf(blob);
}

function digestOfBlob(blob: number): Digest {
  const hash = createHash('sha256');
  for (const chunk of chunksOf(blob)) hash.update(chunk);
  return makeDigest('sha256', hash.digest('hex'));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
