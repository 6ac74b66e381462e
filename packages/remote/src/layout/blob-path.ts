import { type Digest, digestAlgorithm, digestHex } from '@slipway/oci';

/** A blob's place in a layout (image spec, "Blobs"), with slashes as in an archive. */
export function blobPath(digest: Digest): string {
  return `blobs/${digestAlgorithm(digest)}/${digestHex(digest)}`;
}
