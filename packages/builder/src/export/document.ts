import { digestBytes } from '@slipway/content';
import type { Descriptor } from '@slipway/oci';

/** A manifest, an index or a config: its bytes and what describes them. */
export interface ImageDocument {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
}

/** The document of a JSON value whose members are in their final order. */
export function jsonDocument(mediaType: string, value: unknown): ImageDocument {
  const bytes = Buffer.from(JSON.stringify(value));
  const digest = digestBytes('sha256', bytes);
  return { bytes, descriptor: { mediaType, digest, size: bytes.length } };
}
