import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type Digest, mediaTypes } from '@slipway/oci';
import { digestOf } from '../support/registry-client.ts';

/** A layer of an image to be shown: the instruction that made it, and its files. */
export interface DemoLayer {
  readonly instruction: string;
  /** Contents by path; undefined deletes what is below. */
  readonly files: Readonly<Record<string, string | Buffer | undefined>>;
}

/** An image to be shown, for one platform. */
export interface DemoImage {
  readonly architecture: string;
  readonly variant?: string;
  readonly created: Date;
  readonly layers: readonly DemoLayer[];
  readonly config: object;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Bytes with what a manifest says of them. */
export interface DemoBlob {
  readonly bytes: Buffer;
  readonly digest: Digest;
}

/** Something to be pushed: blobs, and the manifest that names them. */
export interface DemoManifest {
  readonly mediaType: string;
  readonly bytes: Buffer;
  readonly digest: Digest;
  readonly blobs: readonly DemoBlob[];
}

/** The manifest of an image, with its config and layers. */
export function imageOf(image: DemoImage): DemoManifest {
  const archives = image.layers.map(({ files }) => tarOf(files));
  const layers = archives.map((bytes) => blobOf(gzipSync(bytes)));
  const config = blobOf(Buffer.from(JSON.stringify(configOf(image, archives))));
  return manifestOf({
    config: { ...describe(config, mediaTypes.ociConfig) },
    layers: layers.map((layer) => describe(layer, mediaTypes.ociLayer)),
    annotations: image.annotations,
    blobs: [config, ...layers],
  });
}

function configOf(image: DemoImage, archives: readonly Buffer[]): object {
  const created = image.created.toISOString();
  return {
    created,
    os: 'linux',
    architecture: image.architecture,
    ...(image.variant ? { variant: image.variant } : {}),
    config: image.config,
    rootfs: {
      type: 'layers',
      diff_ids: archives.map(
        (bytes) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
      ),
    },
    history: [
      ...image.layers.map(({ instruction }) => ({
        created,
        created_by: instruction,
        comment: 'buildkit.dockerfile.v0',
      })),
      { created, created_by: 'CMD ["node" "server.js"]', empty_layer: true },
    ],
  };
}

/** The index of several platforms' images. */
export function indexOf(
  images: readonly { readonly image: DemoImage; readonly manifest: DemoManifest }[],
  annotations?: Readonly<Record<string, string>>,
): DemoManifest {
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.ociIndex,
      manifests: images.map(({ image, manifest }) => ({
        mediaType: manifest.mediaType,
        digest: manifest.digest,
        size: manifest.bytes.length,
        platform: {
          os: 'linux',
          architecture: image.architecture,
          ...(image.variant ? { variant: image.variant } : {}),
        },
      })),
      annotations,
    }),
  );
  return { mediaType: mediaTypes.ociIndex, bytes, digest: digestOf(bytes), blobs: [] };
}

/** The manifest of what is no image: a chart, a module, a signature about `subject`. */
export function artifactOf(artifact: {
  readonly artifactType?: string;
  readonly configType?: string;
  readonly config?: object;
  readonly files: readonly {
    readonly type: string;
    readonly bytes: Buffer;
    readonly title?: string;
  }[];
  readonly subject?: DemoManifest;
  readonly annotations?: Readonly<Record<string, string>>;
}): DemoManifest {
  const config = blobOf(Buffer.from(JSON.stringify(artifact.config ?? {})));
  const files = artifact.files.map(({ bytes }) => blobOf(bytes));
  return manifestOf({
    artifactType: artifact.artifactType,
    config: describe(config, artifact.configType ?? 'application/vnd.oci.empty.v1+json'),
    layers: files.map((blob, index) => ({
      ...describe(blob, artifact.files[index]?.type ?? 'application/octet-stream'),
      ...(artifact.files[index]?.title
        ? { annotations: { 'org.opencontainers.image.title': artifact.files[index]?.title } }
        : {}),
    })),
    subject: artifact.subject
      ? {
          mediaType: artifact.subject.mediaType,
          digest: artifact.subject.digest,
          size: artifact.subject.bytes.length,
        }
      : undefined,
    annotations: artifact.annotations,
    blobs: [config, ...files],
  });
}

function manifestOf({
  blobs,
  ...members
}: {
  readonly blobs: readonly DemoBlob[];
  readonly [member: string]: unknown;
}): DemoManifest {
  const mediaType = mediaTypes.ociManifest;
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...members }));
  return { mediaType, bytes, digest: digestOf(bytes), blobs };
}

function describe({ bytes, digest }: DemoBlob, mediaType: string) {
  return { mediaType, digest, size: bytes.length };
}

function blobOf(bytes: Buffer): DemoBlob {
  return { bytes, digest: digestOf(bytes) };
}

/** A tar archive of files and their folders: POSIX ustar headers, modes and times always the same. */
function tarOf(files: DemoLayer['files']): Buffer {
  const blocks = foldersOf(Object.keys(files)).map((folder) => tarHeader(folder, 0));
  for (const [path, content] of Object.entries(files)) {
    const slash = path.lastIndexOf('/') + 1;
    const name = content === undefined ? `${path.slice(0, slash)}.wh.${path.slice(slash)}` : path;
    const bytes = Buffer.from(content ?? '');
    blocks.push(tarHeader(name, bytes.length), bytes);
    blocks.push(Buffer.alloc((512 - (bytes.length % 512)) % 512));
  }
  blocks.push(Buffer.alloc(1024));
  return Buffer.concat(blocks);
}

function foldersOf(paths: readonly string[]): string[] {
  const folders = paths.flatMap((path) =>
    path
      .split('/')
      .flatMap((_, index, parts) => (index > 0 ? [`${parts.slice(0, index).join('/')}/`] : [])),
  );
  return [...new Set(folders)].sort();
}

function tarHeader(name: string, size: number): Buffer {
  const header = Buffer.alloc(512);
  const octal = (value: number, length: number) => value.toString(8).padStart(length - 1, '0');
  header.write(name, 0);
  const isFolder = name.endsWith('/');
  header.write(octal(isFolder || /bin\/|\.sh$/.test(name) ? 0o755 : 0o644, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(size, 12), 124);
  header.write(octal(1_700_000_000, 12), 136);
  header.write('        ', 148);
  header.write(isFolder ? '5' : '0', 156);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 7)}\0 `, 148);
  return header;
}
