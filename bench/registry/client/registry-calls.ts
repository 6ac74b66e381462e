import { createHash } from 'node:crypto';
import type { Connection } from './connection.ts';
import { contentOf } from './content.ts';
import type { HashedBlob, Image } from './jobs.ts';

const manifestType = 'application/vnd.oci.image.manifest.v1+json';

interface Upload {
  readonly repository: string;
  readonly blob: HashedBlob;
  readonly signal?: AbortSignal;
  readonly onSent?: (bytes: number) => void;
}

/** Pushes a blob as clients do: POST for an upload, then all of it in one PUT. */
export async function pushBlob(connection: Connection, upload: Upload): Promise<void> {
  const { repository, blob, ...rest } = upload;
  const { headers } = await connection.call({
    method: 'POST',
    path: `/v2/${repository}/blobs/uploads/`,
    headers: { 'content-length': 0 },
    expect: 202,
  });
  const location = headers.location;
  if (location === undefined) throw new Error('the answer to POST has no Location');
  await connection.call({
    method: 'PUT',
    path: `${location}${location.includes('?') ? '&' : '?'}digest=${blob.digest}`,
    headers: { 'content-length': blob.size, 'content-type': 'application/octet-stream' },
    body: contentOf(blob),
    expect: 201,
    ...rest,
  });
}

/** Pushes an image's manifest, its blobs being there; resolves to its digest. */
export async function pushManifest(
  connection: Connection,
  repository: string,
  image: Image,
): Promise<string> {
  const descriptor = ({ digest, size }: HashedBlob, kind: string) => ({
    mediaType: `application/vnd.oci.image.${kind}`,
    digest,
    size,
  });
  const manifest = {
    schemaVersion: 2,
    mediaType: manifestType,
    config: descriptor(image.config, 'config.v1+json'),
    layers: image.layers.map((layer) => descriptor(layer, 'layer.v1.tar+gzip')),
  };
  const bytes = Buffer.from(JSON.stringify(manifest));
  await connection.call({
    method: 'PUT',
    path: `/v2/${repository}/manifests/${image.tag}`,
    headers: { 'content-type': manifestType, 'content-length': bytes.length },
    body: [bytes],
    expect: 201,
  });
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Resolves to the digests of an image's config and layers. */
export async function readManifest(
  connection: Connection,
  repository: string,
  tag: string,
): Promise<string[]> {
  const { text } = await connection.call({
    method: 'GET',
    path: `/v2/${repository}/manifests/${tag}`,
    headers: { accept: manifestType },
    expect: 200,
  });
  const manifest = JSON.parse(text) as { config: HashedBlob; layers: HashedBlob[] };
  return [manifest.config, ...manifest.layers].map(({ digest }) => digest);
}
