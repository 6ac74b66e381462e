import type { TarFileWriter } from './tar-file.ts';
import { encodeTarEntry, endMarker } from './write-tar.ts';

/**
 * A tar that goes where `write` puts it: standard output. What was written stays written where
 * nothing is to be kept: it then has no end.
 */
export function createTarStream(write: (chunk: Uint8Array) => Promise<void>): TarFileWriter {
  return {
    async add(name, size, body) {
      for await (const chunk of encodeTarEntry({ header: { type: 'file', name, size }, body })) {
        await write(chunk);
      }
    },
    async close({ keep }) {
      if (keep) await write(endMarker);
    },
  };
}
