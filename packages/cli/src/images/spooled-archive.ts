import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { decompress, detectCompression, openTarFile, type TarFile } from '@slipway/archive';
import type { Context } from '../context.ts';

/** An archive that can be read in any order; what was made for it goes with `close`. */
export interface SpooledArchive {
  readonly files: TarFile;
  close(): Promise<void>;
}

/**
 * Opens the archive `file`, or of standard input (`-`). What is compressed, or cannot be read twice,
 * is written to a file in `folder` first.
 */
export async function openArchive(
  context: Context,
  file: string,
  folder: string,
): Promise<SpooledArchive> {
  if (file !== '-' && !(await isCompressed(file))) {
    const files = await openTarFile(file);
    return { files, close: () => files.close() };
  }
  const source = file === '-' ? bytesOf(context.stdin) : bytesOf(createReadStream(file));
  const path = join(folder, `.load-${randomUUID()}.tar`);
  try {
    await spool(decompress(source), path, context.signal);
    const files = await openTarFile(path);
    return {
      files,
      async close() {
        await files.close();
        await rm(path, { force: true });
      },
    };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

async function isCompressed(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const start = new Uint8Array(4);
    await handle.read(start, 0, 4, 0);
    return detectCompression(start) !== 'none';
  } finally {
    await handle.close();
  }
}

async function spool(
  source: AsyncIterable<Uint8Array>,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of source) {
      signal.throwIfAborted();
      await handle.appendFile(chunk);
    }
  } finally {
    await handle.close();
  }
}

async function* bytesOf(source: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    yield typeof chunk === 'string' ? Buffer.from(chunk, 'latin1') : (chunk as Uint8Array);
  }
}
