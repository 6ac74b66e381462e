import { clientCounts } from './amounts.ts';
import { type Bench, manifestAccept, type Seeds } from './bench.ts';
import type { Image } from './client/jobs.ts';
import { peerNames } from './options.ts';
import { repository } from './peers/peer.ts';
import { SlipwayPeer } from './peers/slipway.ts';
import { asRegistry, type Row, registries } from './row.ts';
import { wrk } from './wrk.ts';

/** The rows that are measured again in each round, all peers running side by side. */
export function roundRows(bench: Bench, seeds: Seeds): Row[] {
  return [
    ...manifestRows(bench, seeds),
    ...tokenRows(bench),
    ...blobReadRows(bench, seeds),
    ...blobPushRows(bench),
    imagePushRow(bench),
    imagePullRow(bench, seeds),
  ];
}

function manifestRows(bench: Bench, seeds: Seeds): Row[] {
  const by = { tag: seeds.image.tag, digest: seeds.manifestDigest };
  return Object.entries(by).flatMap(([kind, reference]) =>
    clientCounts.map((clients) => ({
      name: `manifest GET by ${kind}, ${count(clients)}`,
      unit: 'requests/s' as const,
      aim: { atLeast: { 'docker-registry': 10 } },
      peers: peerNames,
      round: async () => async (peer) => {
        const { requestsPerSecond } = await wrk({
          url: `${peer.origin}/v2/${repository}/manifests/${reference}`,
          headers: { accept: manifestAccept, authorization: await peer.authorization() },
          clients,
          seconds: bench.amounts.wrkSeconds,
        });
        return requestsPerSecond;
      },
    })),
  );
}

function tokenRows(bench: Bench): Row[] {
  return clientCounts.map((clients) => ({
    name: `token issue by access token, ${count(clients)}`,
    unit: 'requests/s',
    peers: ['slipway'],
    round: async () => async (peer) => {
      if (!(peer instanceof SlipwayPeer)) throw new Error(`${peer.name} issues no tokens`);
      const { requestsPerSecond } = await wrk({
        url: `${peer.origin}${peer.tokenPath()}`,
        headers: { authorization: await peer.basic() },
        clients,
        seconds: bench.amounts.wrkSeconds,
      });
      return requestsPerSecond;
    },
  }));
}

function blobReadRows(bench: Bench, seeds: Seeds): Row[] {
  return seeds.blobs.flatMap(({ digest, size }) =>
    clientCounts.map((clients) => ({
      name: `blob GET ${megabytes(size)}, ${count(clients)}`,
      unit: 'MB/s' as const,
      aim: { atLeast: { 'docker-registry': 1, nginx: 0.7 } },
      peers: peerNames,
      round: async () => async (peer) => {
        const { bytesPerSecond } = await wrk({
          url: `${peer.origin}/v2/${repository}/blobs/${digest}`,
          headers: { authorization: await peer.authorization() },
          clients,
          seconds: bench.amounts.wrkSeconds,
        });
        return bytesPerSecond / 1e6;
      },
    })),
  );
}

function blobPushRows(bench: Bench): Row[] {
  return bench.amounts.blobSizes.flatMap((size) =>
    clientCounts.map((clients) => ({
      name: `blob push ${megabytes(size)}, ${count(clients)}`,
      unit: 'MB/s' as const,
      aim: { atLeast: { 'docker-registry': 1.5 } },
      peers: registries,
      round: async (round) => {
        const amount = bench.amounts.pushes(size, clients);
        const blobs = await bench.newBlobs(`push/${round}/${clients}`, amount, size);
        return async (peer) => {
          const target = await bench.target(peer);
          const { seconds } = await bench.client.run('push', { target, clients, blobs });
          bench.discard(asRegistry(peer), blobs);
          return (amount * size) / 1e6 / seconds;
        };
      },
    })),
  );
}

function imagePushRow(bench: Bench): Row {
  return {
    name: `ten-layer image push (10 × ${megabytes(bench.amounts.layerBytes)})`,
    unit: 'ms',
    peers: registries,
    round: async (round) => {
      const images: Image[] = [];
      for (let index = 0; index < bench.amounts.imagePulls; index += 1) {
        images.push(await bench.newImage(`round-${round}-${index}`));
      }
      return async (peer) => {
        const target = await bench.target(peer);
        const { seconds } = await bench.client.run('pushImages', { target, images });
        bench.discard(
          asRegistry(peer),
          images.flatMap((image) => image.layers),
        );
        return (seconds * 1000) / images.length;
      };
    },
  };
}

function imagePullRow(bench: Bench, seeds: Seeds): Row {
  const times = bench.amounts.imagePulls;
  return {
    name: `ten-layer image pull (10 × ${megabytes(bench.amounts.layerBytes)})`,
    unit: 'ms',
    peers: registries,
    round: async () => async (peer) => {
      const target = await bench.target(peer);
      const { tag } = seeds.image;
      const { seconds } = await bench.client.run('pullImage', { target, tag, times });
      return (seconds * 1000) / times;
    },
  };
}

function count(clients: number): string {
  return clients === 1 ? '1 client' : `${clients} clients`;
}

function megabytes(size: number): string {
  return `${size / 1e6} MB`;
}
