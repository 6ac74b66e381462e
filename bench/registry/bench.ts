import { spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Amounts } from './amounts.ts';
import type { BlobSpec, HashedBlob, Image, Target } from './client/jobs.ts';
import { LoadClient } from './client/load-client.ts';
import type { Options } from './options.ts';
import { DockerRegistryPeer } from './peers/docker-registry.ts';
import { NginxPeer } from './peers/nginx.ts';
import { type ReadPeer, type RegistryPeer, repository } from './peers/peer.ts';
import { SlipwayPeer } from './peers/slipway.ts';
import { isRegistry } from './row.ts';

/** What all rows read: the same content at each peer. */
export interface Seeds {
  readonly blobs: readonly HashedBlob[];
  /** What one client after the other downloads to show what memory a transfer takes. */
  readonly hugeBlob: HashedBlob;
  readonly image: Image;
  readonly manifestDigest: string;
}

export interface Folders {
  /** Of the peers' data. */
  readonly folder: string;
  /** For CPU profiles. */
  readonly profiles: string;
}

/** The peers, the client process and the folder of one run. */
export class Bench {
  readonly options: Options;
  readonly amounts: Amounts;
  readonly client = new LoadClient();
  readonly peers: readonly ReadPeer[];

  private constructor(options: Options, amounts: Amounts, peers: readonly ReadPeer[]) {
    this.options = options;
    this.amounts = amounts;
    this.peers = peers;
  }

  static async create(
    options: Options,
    amounts: Amounts,
    { folder, profiles }: Folders,
  ): Promise<Bench> {
    const create = {
      slipway: () =>
        SlipwayPeer.create(join(folder, 'slipway'), options.profile ? profiles : undefined),
      'docker-registry': () => DockerRegistryPeer.create(join(folder, 'docker-registry')),
      nginx: () => NginxPeer.create(join(folder, 'nginx')),
    };
    const peers: ReadPeer[] = [];
    for (const name of options.peers) peers.push(await create[name]());
    return new Bench(options, amounts, peers);
  }

  get registries(): readonly RegistryPeer[] {
    return this.peers.filter(isRegistry);
  }

  async startAll(): Promise<void> {
    for (const peer of this.peers) await peer.start();
  }

  async stopAll(): Promise<void> {
    for (const peer of this.peers) await peer.stop();
  }

  async close(): Promise<void> {
    this.client.close();
    await this.stopAll();
  }

  async target(peer: ReadPeer): Promise<Target> {
    return { origin: peer.origin, repository, authorization: await peer.authorization() };
  }

  /** New blobs, hashed. `series` tells them from all others. */
  async newBlobs(series: string, count: number, size: number): Promise<HashedBlob[]> {
    const blobs = Array.from(
      { length: count },
      (_, index): BlobSpec => ({ id: `${series}/${size}/${index}`, size }),
    );
    return this.client.run('hash', { blobs });
  }

  async newImage(tag: string): Promise<Image> {
    const layers = await this.newBlobs(`${tag}/layer`, 10, this.amounts.layerBytes);
    const [config] = await this.newBlobs(`${tag}/config`, 1, 5000);
    if (!config) throw new Error('no config was made');
    return { tag, config, layers };
  }

  /** Gives every peer the content that is read later. */
  async seed(): Promise<Seeds> {
    const blobs: HashedBlob[] = [];
    for (const size of this.amounts.blobSizes)
      blobs.push(...(await this.newBlobs('seed', 1, size)));
    const [hugeBlob] = await this.newBlobs('huge', 1, this.amounts.hugeBytes);
    if (!hugeBlob) throw new Error('no blob was made');
    const image = await this.newImage('seed');
    let manifestDigest = '';
    for (const peer of this.registries) {
      const target = await this.target(peer);
      await this.client.run('push', { target, clients: 1, blobs: [...blobs, hugeBlob] });
      const pushed = await this.client.run('pushImages', { target, images: [image] });
      manifestDigest = pushed.manifestDigest;
    }
    const seeds = { blobs, hugeBlob, image, manifestDigest };
    await this.#shareWithNginx(seeds);
    return seeds;
  }

  /** Frees the disk of blobs that were pushed, and lets it come to rest. */
  discard(peer: RegistryPeer, blobs: readonly HashedBlob[]): void {
    for (const { digest } of blobs) rmSync(peer.blobFile(digest), { force: true });
    spawnSync('sync');
  }

  /** nginx serves the very files of a registry, under the registries' own paths. */
  async #shareWithNginx(seeds: Seeds): Promise<void> {
    const nginx = this.peers.find((peer) => peer instanceof NginxPeer);
    const [registry] = this.registries;
    if (!nginx || !registry) return;
    const folder = join(nginx.files, 'v2', repository);
    for (const { digest } of seeds.blobs) {
      const file = join(folder, 'blobs', digest);
      mkdirSync(dirname(file), { recursive: true });
      linkSync(registry.blobFile(digest), file);
    }
    const { authorization } = await this.target(registry);
    const answer = await fetch(
      `${registry.origin}/v2/${repository}/manifests/${seeds.manifestDigest}`,
      { headers: { ...(authorization ? { authorization } : {}), accept: manifestAccept } },
    );
    const manifest = Buffer.from(await answer.arrayBuffer());
    for (const name of [seeds.manifestDigest, seeds.image.tag]) {
      const file = join(folder, 'manifests', name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, manifest);
    }
  }
}

export const manifestAccept = 'application/vnd.oci.image.manifest.v1+json';
