import { type ReadTarOptions, readTar, safePath, type TarEntry } from '@slipway/archive';
import { BuildError } from '../errors.ts';
import { isKeptAttribute } from './attributes.ts';
import { decompressed } from './open-archive.ts';
import type { Owner } from './owner.ts';
import { baseName, joinPath, parentOf, pathText } from './path-text.ts';
import type { Spool } from './spool.ts';
import type { StagedEntry, StagedLayer } from './staged-layer.ts';

/** Where and how an archive is unpacked. */
export interface UnpackOptions {
  /** The folder that the archive sees as its root; free of symlinks, existing. */
  readonly root: string;
  /** Of all entries; undefined for those that the archive names. */
  readonly owner: Owner | undefined;
  /** Takes the content of files. */
  readonly spool: Spool;
  readonly signal: AbortSignal;
}

const limits: ReadTarOptions = { headerLimit: 1024 * 1024 };

/**
 * Unpacks a tar archive, compressed or not, into a layer, as a process would whose root is
 * `options.root`: names, symlinks on the way and hard links never lead out of it. Throws COPY_FAILED
 * for what cannot be, ArchiveError for a damaged archive.
 */
export async function stageArchive(
  layer: StagedLayer,
  archive: AsyncIterable<Uint8Array>,
  options: UnpackOptions,
): Promise<void> {
  for await (const entry of readTar(decompressed(archive), limits)) {
    options.signal.throwIfAborted();
    await stageEntry(layer, entry, options);
  }
}

async function stageEntry(
  layer: StagedLayer,
  entry: TarEntry,
  options: UnpackOptions,
): Promise<void> {
  const name = pathText(safePath(entry.header.name, { escaping: 'clamp' }));
  // The root is there, and stays as it is.
  if (name === '') return;
  const { root } = options;
  const parent = await layer.resolve(parentOf(name), root);
  await layer.makeFolders(parent, { mode: 0o755, owner: undefined });
  const path = joinPath(parent, baseName(name));
  const staged = await stagedEntry(layer, entry, options);
  layer.put(path, staged, await layer.lookup(path));
}

async function stagedEntry(
  layer: StagedLayer,
  { header, body }: TarEntry,
  { root, owner, spool }: UnpackOptions,
): Promise<StagedEntry> {
  const { type, mtime } = header;
  const attributes = new Map([...header.xattrs].filter(([name]) => isKeptAttribute(name)));
  const metadata = {
    mode: type === 'symlink' ? 0o777 : header.mode & 0o7777,
    uid: owner?.uid ?? header.uid,
    gid: owner?.gid ?? header.gid,
    mtime,
    attributes: attributes.size === 0 ? undefined : attributes,
  };
  switch (type) {
    case 'file': {
      const content = await spool.append(body);
      return { ...metadata, type, size: content.size, open: () => spool.read(content) };
    }
    case 'symlink':
      return { ...metadata, type, linkName: pathText(header.linkName) };
    case 'character-device':
    case 'block-device': {
      const { deviceMajor, deviceMinor } = header;
      return { ...metadata, type, deviceMajor, deviceMinor };
    }
    case 'directory':
    case 'fifo':
      return { ...metadata, type };
    case 'link': {
      const name = pathText(safePath(header.linkName, { escaping: 'clamp' }));
      const folder = await layer.resolve(parentOf(name), root);
      const target = layer.staged(joinPath(folder, baseName(name)));
      if (target && target.type !== 'directory') return target;
      throw new BuildError(
        'COPY_FAILED',
        `an archive's entry ${shown(header.name)} is a link to ${shown(header.linkName)}, which no entry before it is`,
        { advice: 'unpack it in a RUN step, or pack it again without that link' },
      );
    }
    default:
      throw new BuildError(
        'COPY_FAILED',
        `an archive's entry ${shown(header.name)} is of an unknown type`,
      );
  }
}

function shown(name: Uint8Array): string {
  return JSON.stringify(pathText(name.subarray(0, 300)));
}
