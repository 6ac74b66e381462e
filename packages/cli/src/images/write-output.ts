import type { Output } from '../context.ts';

/** Writes bytes and resolves when they were taken: whoever reads slowly is waited for. */
export function writeBytes(output: Output, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    output.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
}
