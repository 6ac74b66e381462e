import { type Descriptor, mediaTypes, parseDigest } from '@slipway/oci';
import { sha256 } from './fake-registry.ts';

/** Bytes that differ from place to place, so that a piece in the wrong place shows. */
export function patterned(size: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(size);
  for (let index = 0; index < size; index++)
    bytes[index] = (index * 31 + (index >> 8) * seed) & 0xff;
  return bytes;
}

/** A descriptor of bytes. */
export function describeBytes(
  bytes: Uint8Array,
  mediaType: string = mediaTypes.ociLayer,
): Descriptor {
  return { mediaType, digest: parseDigest(sha256(bytes)), size: bytes.length };
}

/** Bytes from `offset` on, in pieces. */
export async function* bytesFrom(bytes: Uint8Array, offset = 0): AsyncGenerator<Uint8Array> {
  for (let at = offset; at < bytes.length; at += 16_384) yield bytes.subarray(at, at + 16_384);
}

/** The whole of a stream. */
export async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(Uint8Array.from(chunk));
  return Buffer.concat(chunks);
}

/** An image's blobs and manifest. */
export function makeImage(layers: readonly Buffer[], architecture = 'amd64') {
  const config = Buffer.from(
    JSON.stringify({
      architecture,
      os: 'linux',
      rootfs: { type: 'layers', diff_ids: layers.map((each) => sha256(each)) },
    }),
  );
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      config: describeBytes(config, mediaTypes.ociConfig),
      layers: layers.map((each) => describeBytes(each)),
    }),
  );
  return {
    manifest,
    blobs: [config, ...layers],
    descriptor: describeBytes(manifest, mediaTypes.ociManifest),
  };
}
