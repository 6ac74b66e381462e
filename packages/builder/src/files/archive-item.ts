import { ArchiveError } from '@slipway/archive';
import { BuildError } from '../errors.ts';
import type { CopyItem } from './copy-item.ts';
import { cleanPath } from './path-text.ts';
import { Spool } from './spool.ts';
import { stageArchive } from './stage-archive.ts';
import type { StagedLayer } from './staged-layer.ts';

/** An archive file, found and digested. */
export interface ArchiveSource {
  /** For messages. */
  readonly name: string;
  /** Hex SHA-256 of the file. */
  readonly digest: string;
  /** Reads it; fails where it is not what was digested. */
  open(): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** An archive whose content is copied: its destination is a folder, made where it is absent. */
export function archiveItem(source: ArchiveSource, signal: AbortSignal): CopyItem {
  const spools: Spool[] = [];
  return {
    addTo(hash) {
      hash.update(JSON.stringify(['archive', source.digest]));
    },
    async place(layer, { destination, owner }) {
      const root = await layer.resolve(cleanPath(destination));
      await layer.makeFolders(root, { mode: 0o755, owner });
      const spool = await Spool.create();
      spools.push(spool);
      await unpack(layer, source, { root, owner, spool, signal });
    },
    async close() {
      for (const spool of spools.splice(0)) await spool.close();
      await source.close();
    },
  };
}

async function unpack(
  layer: StagedLayer,
  source: ArchiveSource,
  options: Parameters<typeof stageArchive>[2],
): Promise<void> {
  try {
    await stageArchive(layer, source.open(), options);
  } catch (cause) {
    if (!(cause instanceof ArchiveError)) throw cause;
    throw new BuildError('COPY_FAILED', `"/${source.name}" cannot be unpacked: ${cause.message}`, {
      cause,
      advice: 'check the archive, or copy it as it is with --unpack=false',
    });
  }
}
