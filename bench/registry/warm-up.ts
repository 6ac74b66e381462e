import { type Bench, manifestAccept, type Seeds } from './bench.ts';
import { repository } from './peers/peer.ts';
import { wrk } from './wrk.ts';

/** Lets every server compile, fill its caches and open its files before anything is timed. */
export async function warmUp(bench: Bench, seeds: Seeds): Promise<void> {
  const paths = [
    `manifests/${seeds.image.tag}`,
    `manifests/${seeds.manifestDigest}`,
    ...seeds.blobs.map(({ digest }) => `blobs/${digest}`),
  ];
  for (const peer of bench.peers) {
    const authorization = await peer.authorization();
    for (const path of paths) {
      await wrk({
        url: `${peer.origin}/v2/${repository}/${path}`,
        headers: { accept: manifestAccept, authorization },
        clients: 8,
        seconds: bench.amounts.warmUpSeconds,
      });
    }
  }
  const blobs = await bench.newBlobs('warm-up', 100, 100_000);
  for (const peer of bench.registries) {
    const target = await bench.target(peer);
    await bench.client.run('push', { target, clients: 8, blobs });
    bench.discard(peer, blobs);
  }
}
