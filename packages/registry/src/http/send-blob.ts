import type { ServerResponse } from 'node:http';
import type { ByteRange, OpenBlob } from '@slipway/content';
import { ConnectionLost } from './request-body.ts';

/**
 * Writes a blob's bytes and ends the response. The next chunk is asked for only when the last has
 * left for the socket (its buffer is used again). A client that takes nothing for `stallMs` is cut.
 * Throws {@link ConnectionLost}. Does not close the blob.
 */
export async function sendBlob(
  response: ServerResponse,
  blob: OpenBlob,
  options: { readonly range: ByteRange | undefined; readonly stallMs: number },
): Promise<void> {
  const { range, stallMs } = options;
  let settle: (() => void) | undefined;
  let lost = response.destroyed;
  const onSettled = (error?: Error | null) => {
    if (error) lost = true;
    settle?.();
  };
  const onClose = () => {
    lost = true;
    settle?.();
  };
  const timer = setTimeout(() => {
    if (settle) response.destroy();
    else timer.refresh();
  }, stallMs);
  response.once('close', onClose);
  try {
    for await (const chunk of blob.chunks(range)) {
      if (lost) break;
      await new Promise<void>((resolve) => {
        settle = resolve;
        response.write(chunk, onSettled);
      });
      settle = undefined;
      timer.refresh();
      if (lost) break;
    }
    if (lost) throw new ConnectionLost('the client stopped reading');
    response.end();
  } finally {
    clearTimeout(timer);
    response.off('close', onClose);
  }
}
