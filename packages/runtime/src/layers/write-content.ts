import { ftruncateSync, writeSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Blocks of zeros become holes, in files from this size on. */
const sparseFrom = 64 * 1024;
const blockSize = 4096;
const zeros = Buffer.alloc(blockSize);

/** Bytes written without letting others run. */
const turnBytes = 16 * 1024 * 1024;

/** Writes a new file's content of `size` bytes. */
export async function writeContent(
  descriptor: number,
  content: AsyncIterable<Uint8Array> | Uint8Array,
  { size, signal }: { readonly size: number; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const write = size < sparseFrom ? writeAll : writeSparsely;
  let position = 0;
  if (content instanceof Uint8Array) write(descriptor, content, 0);
  else {
    let sinceTurn = 0;
    for await (const chunk of content) {
      write(descriptor, chunk, position);
      position += chunk.length;
      sinceTurn += chunk.length;
      if (sinceTurn < turnBytes) continue;
      // Holes cost a source nothing: one file may go on for hours.
      await nextTurn();
      signal?.throwIfAborted();
      sinceTurn = 0;
    }
  }
  // Holes at its end.
  if (size >= sparseFrom) ftruncateSync(descriptor, size);
}

/** Writes all but blocks of zeros, of which a chunk may hold a part: what is not written reads as zeros. */
function writeSparsely(descriptor: number, chunk: Uint8Array, position: number): void {
  let from = 0;
  for (let at = 0; at < chunk.length; ) {
    const end = Math.min(chunk.length, at + blockSize - ((position + at) % blockSize));
    // Two bytes tell nearly always.
    const isZero =
      chunk[at] === 0 && chunk[end - 1] === 0 && zeros.compare(chunk, at, end, 0, end - at) === 0;
    if (isZero) {
      if (from < at) writeAll(descriptor, chunk.subarray(from, at), position + from);
      from = end;
    }
    at = end;
  }
  if (from < chunk.length) writeAll(descriptor, chunk.subarray(from), position + from);
}

function writeAll(descriptor: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(descriptor, bytes, done, bytes.length - done, position + done);
  }
}
