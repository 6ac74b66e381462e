import type { IncomingMessage } from 'node:http';
import { OciError } from '@slipway/oci';

/** The client went away, or moved no byte for too long. Nobody is left to answer. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** Whether a request announces a body. */
export function hasBody(request: IncomingMessage): boolean {
  const length = contentLength(request);
  return length === undefined ? request.headers['transfer-encoding'] !== undefined : length > 0;
}

/** Content-Length in bytes; undefined where there is none. Node has refused malformed ones. */
export function contentLength(request: IncomingMessage): number | undefined {
  const header = request.headers['content-length'];
  return header === undefined ? undefined : Number(header);
}

/**
 * The request's body as it arrives. A client that sends nothing for `stallMs` while we wait is cut;
 * time that we take does not count. Throws {@link ConnectionLost}. Leaves the connection open where
 * the reader stops early, so that it can be told why.
 */
export async function* bodyChunks(
  request: IncomingMessage,
  stallMs: number,
): AsyncGenerator<Uint8Array, void> {
  let waiting = true;
  const timer = setTimeout(() => {
    if (waiting) request.destroy(new ConnectionLost(`the client sent nothing for ${stallMs} ms`));
    else timer.refresh();
  }, stallMs);
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      waiting = false;
      yield chunk as Uint8Array;
      waiting = true;
      timer.refresh();
    }
  } catch (cause) {
    if (cause instanceof ConnectionLost) throw cause;
    throw new ConnectionLost('the client closed the connection early', { cause });
  } finally {
    clearTimeout(timer);
  }
}

/** The whole body, where it is no longer than `limit` bytes; throws MANIFEST_INVALID (413) otherwise. */
export async function readManifestBody(
  request: IncomingMessage,
  limit: number,
  stallMs: number,
): Promise<Buffer> {
  const length = contentLength(request);
  if (length !== undefined && length > limit) throw tooLarge(limit);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bodyChunks(request, stallMs)) {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return chunks.length === 1 && Buffer.isBuffer(chunks[0])
    ? chunks[0]
    : Buffer.concat(chunks, size);
}

function tooLarge(limit: number): OciError {
  return new OciError('MANIFEST_INVALID', `the manifest is larger than ${limit} bytes`, {
    status: 413,
    detail: { limit },
  });
}
