import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileReader } from '../ports.ts';

const readSize = 256 * 1024;

/** The files of a folder. */
export function createFolderReader(folder: string): FileReader {
  return {
    async size(name) {
      try {
        const found = await stat(join(folder, name));
        return found.isFile() ? found.size : undefined;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
        throw error;
      }
    },
    open: (name, options = {}) =>
      createReadStream(join(folder, name), {
        start: options.start ?? 0,
        highWaterMark: readSize,
      }) as AsyncIterable<Uint8Array>,
  };
}
