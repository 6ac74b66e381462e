import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { digestOf } from './registry-client.ts';
import { runCommand } from './run-command.ts';

/** An image on disk. */
export interface LayoutImage {
  /** The folder of the OCI layout; its only tag is `image`. */
  readonly folder: string;
  /** The digest that the tag points at. */
  readonly digest: string;
}

interface StoredDescriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

const index = 'application/vnd.oci.image.index.v1+json';
const manifest = 'application/vnd.oci.image.manifest.v1+json';
const config = 'application/vnd.oci.image.config.v1+json';
const layer = 'application/vnd.oci.image.layer.v1.tar+gzip';

/** Writes an OCI layout of one image for Linux on amd64, with a file of random bytes. */
export async function writeImageLayout(folder: string): Promise<LayoutImage> {
  return finish(folder, await writeImage(folder, 'amd64'));
}

/** Writes an OCI layout of one index over images for several architectures. */
export async function writeIndexLayout(
  folder: string,
  architectures: readonly string[],
): Promise<LayoutImage> {
  const manifests = [];
  for (const architecture of architectures) {
    const image = await writeImage(folder, architecture);
    manifests.push({ ...image, platform: { architecture, os: 'linux' } });
  }
  const body = JSON.stringify({ schemaVersion: 2, mediaType: index, manifests });
  return finish(folder, store(folder, index, Buffer.from(body)));
}

async function writeImage(folder: string, architecture: string): Promise<StoredDescriptor> {
  const files = join(folder, 'files');
  mkdirSync(files, { recursive: true });
  writeFileSync(join(files, 'random.bin'), randomBytes(300_000));
  writeFileSync(join(files, 'architecture.txt'), `${architecture}\n`);
  const archive = join(folder, 'layer.tar');
  await runCommand('tar', ['-cf', archive, '-C', files, 'random.bin', 'architecture.txt']);
  const plain = readFileSync(archive);
  const content = store(folder, layer, gzipSync(plain));
  rmSync(archive);
  rmSync(files, { recursive: true });
  const settings = store(
    folder,
    config,
    Buffer.from(
      JSON.stringify({
        architecture,
        os: 'linux',
        config: { Env: ['PATH=/bin'] },
        rootfs: { type: 'layers', diff_ids: [digestOf(plain)] },
        history: [{ created_by: 'test' }],
      }),
    ),
  );
  const body = { schemaVersion: 2, mediaType: manifest, config: settings, layers: [content] };
  return store(folder, manifest, Buffer.from(JSON.stringify(body)));
}

function store(folder: string, mediaType: string, bytes: Uint8Array): StoredDescriptor {
  const digest = digestOf(bytes);
  const blobs = join(folder, 'blobs/sha256');
  mkdirSync(blobs, { recursive: true });
  writeFileSync(join(blobs, digest.slice('sha256:'.length)), bytes);
  return { mediaType, digest, size: bytes.length };
}

function finish(folder: string, root: StoredDescriptor): LayoutImage {
  writeFileSync(join(folder, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  const annotations = { 'org.opencontainers.image.ref.name': 'image' };
  const manifests = [{ ...root, annotations }];
  writeFileSync(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }));
  return { folder, digest: root.digest };
}
