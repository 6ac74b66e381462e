import { OciError } from '@slipway/oci';

/** Throws SIZE_INVALID (413) where `size` bytes are more than `maximum`, if there is one. */
export function checkWriteLimit(size: number, maximum: number | undefined): void {
  if (maximum === undefined || size <= maximum) return;
  throw new OciError(
    'SIZE_INVALID',
    `the blob is larger than the ${maximum} bytes that are allowed`,
    { status: 413, detail: { maximum } },
  );
}
