import { type Digest, digestHex } from '@slipway/oci';

/** A digest as an image id: its first 12 characters, or with `full` all of it. */
export function imageId(digest: Digest, full: boolean): string {
  return full ? digest : digestHex(digest).slice(0, 12);
}
