import type { Digest } from '@slipway/oci';

/** Whether an If-None-Match header covers the entity whose tag is its digest (RFC 9110 section 13.1.2). */
export function matchesEtag(header: string | undefined, digest: Digest): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.includes(`"${digest}"`);
}
