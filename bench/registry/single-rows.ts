import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, Seeds } from './bench.ts';
import { type ReadPeer, type RegistryPeer, repository } from './peers/peer.ts';
import { MemoryWatch, residentBytes } from './process-memory.ts';
import { asRegistry, type Row, registries } from './row.ts';
import { wrk } from './wrk.ts';

const mebi = 1024 * 1024;
const settleMs = 1500;
const watchIntervalMs = 100;

/** The rows that start each server anew, all others stopped; measured once. */
export function singleRows(bench: Bench, seeds: Seeds): Row[] {
  const { hugeTransfers, hugeSeconds } = bench.amounts;
  const transfers = `${hugeTransfers} × 1 GiB`;
  return [
    {
      name: 'time to ready, second start',
      unit: 'ms',
      aim: { atMost: 1000 },
      peers: registries,
      round: async () => (peer) => timeToReady(peer, bench.amounts.starts),
    },
    {
      name: `memory for each of ${transfers} downloads`,
      unit: 'MiB',
      aim: { atMost: 2 },
      peers: registries,
      round: async () => (peer) =>
        memoryPerTransfer(peer, hugeTransfers, async () => {
          await wrk({
            url: `${peer.origin}/v2/${repository}/blobs/${seeds.hugeBlob.digest}`,
            headers: { authorization: await peer.authorization() },
            clients: hugeTransfers,
            seconds: hugeSeconds,
          });
        }),
    },
    {
      name: `memory for each of ${transfers} uploads`,
      unit: 'MiB',
      aim: { atMost: 2 },
      peers: registries,
      round: async () => {
        const [blob] = await bench.newBlobs('huge-upload', 1, bench.amounts.hugeBytes);
        return (peer) =>
          memoryPerTransfer(asRegistry(peer), hugeTransfers, async () => {
            const target = await bench.target(peer);
            if (!blob) throw new Error('no blob was made');
            const { bytes } = await bench.client.run('uploadFor', {
              target,
              clients: hugeTransfers,
              blob,
              seconds: hugeSeconds,
            });
            if (bytes === 0) throw new Error(`${peer.name} took no byte`);
          });
      },
    },
  ];
}

async function timeToReady(peer: ReadPeer, starts: number): Promise<number> {
  const times: number[] = [];
  for (let start = 0; start < starts; start += 1) {
    times.push(await peer.start());
    await peer.stop();
  }
  return times.sort((one, other) => one - other)[Math.floor(times.length / 2)] ?? Number.NaN;
}

/** (Peak − idle) ÷ transfers, in MiB. */
async function memoryPerTransfer(
  peer: ReadPeer | RegistryPeer,
  transfers: number,
  transfer: () => Promise<void>,
): Promise<number> {
  await peer.start();
  try {
    await peer.authorization();
    await sleep(settleMs);
    const idle = residentBytes(peer.pid);
    const watch = new MemoryWatch(peer.pid, watchIntervalMs);
    await transfer().finally(() => watch.stop());
    return ((await watch.stop()) - idle) / transfers / mebi;
  } finally {
    await peer.stop();
  }
}
