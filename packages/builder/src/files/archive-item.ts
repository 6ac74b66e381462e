import { ArchiveError } from '@slipway/archive';
import { BuildError } from '../errors.ts';
import type { CopyItem } from './copy-item.ts';
import { isArchive } from './open-archive.ts';
import { cleanPath } from './path-text.ts';
import type { Scan } from './scan-tree.ts';
import { Spool } from './spool.ts';
import { stageArchive } from './stage-archive.ts';
import type { StagedLayer } from './staged-layer.ts';
import { readScannedFile } from './tree-item.ts';

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

/** The file that was scanned and digested, where it is an archive. */
export async function archiveIn(scan: Scan): Promise<ArchiveSource | undefined> {
  const [file] = scan.entries;
  if (file?.type !== 'file' || !(await isArchive(readScannedFile(scan, file)))) return undefined;
  return {
    name: scan.root,
    digest: file.digest,
    open: () => readScannedFile(scan, file),
    close: async () => {},
  };
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
