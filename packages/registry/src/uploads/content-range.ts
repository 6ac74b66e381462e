import type { IncomingMessage } from 'node:http';
import { OciError } from '@slipway/oci';
import { contentLength } from '../http/request-body.ts';

/** Where a chunk belongs. */
export interface ChunkRange {
  readonly start: number;
  /** Bytes. */
  readonly length: number;
}

/** `start-end`, both included; some clients write it as HTTP does, with unit and total. */
const pattern = /^(?:bytes[ =])?(\d{1,15})-(\d{1,15})(?:\/(?:\d{1,15}|\*))?$/;

/**
 * The chunk's Content-Range (distribution spec, "Pushing a blob in chunks"); undefined where there is
 * none. Throws BLOB_UPLOAD_INVALID where it is malformed, SIZE_INVALID where Content-Length differs.
 */
export function readContentRange(request: IncomingMessage): ChunkRange | undefined {
  const header = request.headers['content-range'];
  if (header === undefined) return undefined;
  const match = pattern.exec(header);
  const start = Number(match?.[1]);
  const length = Number(match?.[2]) - start + 1;
  if (!match || length < 1) {
    const shown = JSON.stringify(header.slice(0, 100));
    throw new OciError('BLOB_UPLOAD_INVALID', `Content-Range ${shown} is not <start>-<end>`);
  }
  const announced = contentLength(request);
  if (announced !== undefined && announced !== length) throw rangeMismatch(length, announced);
  return { start, length };
}

/** The body is not as long as its Content-Range says. */
export function rangeMismatch(expected: number, actual: number): OciError {
  return new OciError(
    'SIZE_INVALID',
    `Content-Range says ${expected} bytes, the body has ${actual}`,
  );
}
