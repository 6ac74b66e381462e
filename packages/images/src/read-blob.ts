import type { BlobReader } from '@slipway/content';
import { type Descriptor, type ParsedManifest, parseManifest } from '@slipway/oci';
import { ImageStoreError } from './errors.ts';

/** Larger manifests and configs than this are none. */
export const documentLimit = 8 * 1024 * 1024;

/** A small blob, whole; undefined where it is absent. Throws DAMAGED for one that is no document. */
export async function readDocument(
  content: BlobReader,
  { digest }: Pick<Descriptor, 'digest'>,
): Promise<Buffer | undefined> {
  const blob = await content.open(digest);
  if (!blob) return undefined;
  try {
    if (blob.size > documentLimit) {
      throw new ImageStoreError('DAMAGED', `${digest} is too large for a manifest or a config`);
    }
    const chunks: Uint8Array[] = [];
    for await (const chunk of blob.chunks()) chunks.push(Uint8Array.from(chunk));
    return Buffer.concat(chunks);
  } finally {
    await blob.close();
  }
}

/** A manifest of the store; undefined where it is absent. Throws DAMAGED. */
export async function readManifest(
  content: BlobReader,
  descriptor: Descriptor,
): Promise<ParsedManifest | undefined> {
  const bytes = await readDocument(content, descriptor);
  if (!bytes) return undefined;
  try {
    return parseManifest(bytes, descriptor.mediaType);
  } catch (cause) {
    throw new ImageStoreError(
      'DAMAGED',
      `the manifest ${descriptor.digest} in the local store is damaged: remove the image and pull or build it again`,
      cause,
    );
  }
}
