import { createHash, type Hash } from 'node:crypto';
import { closeSync, fstatSync } from 'node:fs';
import type { TarInput } from '@slipway/archive';
import { deviceParts } from '@slipway/linux';
import { formatAttributes } from './attributes.ts';
import { changedWhileRead } from './changed.ts';
import { type CopyEntry, type CopyItem, type Placement, placeTree } from './copy-item.ts';
import { FolderChain } from './folder-chain.ts';
import { isSameFile, readAll, readOpenFile, smallFile } from './hash-files.ts';
import type { Owner } from './owner.ts';
import { joinPath } from './path-text.ts';
import type { Scan, ScannedEntry } from './scan-tree.ts';
import type { StagedEntry } from './staged-layer.ts';

/** A file touched this short ago may have changed again without its times showing it, ms. */
const racyAge = 60_000;

export interface TreeItemOptions {
  readonly name: string;
  /** See `CopyTree.contents`. */
  readonly contents: boolean;
}

/** What a scan found, as something to copy. Content is read again when it is placed, and must be the same. */
export function treeItem(scan: Scan, options: TreeItemOptions): CopyItem {
  const source = new TreeSource(scan);
  return {
    addTo: (hash, { chmod, chowned }) => addScan(hash, { scan, options, chmod, chowned }),
    place: (layer, placement) =>
      placeTree(layer, { ...options, entries: source.entries(placement) }, placement),
    close: async () => source.close(),
  };
}

/** Metadata as the copy will have it; times never count. */
function addScan(
  hash: Hash,
  item: {
    readonly scan: Scan;
    readonly options: TreeItemOptions;
    readonly chmod: Placement['chmod'];
    readonly chowned: boolean;
  },
): void {
  const { scan, options, chmod, chowned } = item;
  const isFolder = scan.entries[0]?.type === 'directory';
  const lines: string[] = [isFolder ? '\0' : `${options.name}\0`];
  for (const entry of scan.entries) {
    // A folder that stands for its contents lends nothing but them.
    if (entry.path === '' && isFolder && options.contents) continue;
    const { stats, type } = entry;
    const raw = stats.mode & 0o7777;
    const mode = chmod ? chmod.apply(raw, type === 'directory') : raw;
    const { uid, gid } = chowned ? { uid: '', gid: '' } : ownerOf(scan, entry);
    const implied = entry.implied ? raw : '';
    const device = type.endsWith('device') ? stats.rdev : '';
    const target = entry.linkName ?? entry.sameAs?.path ?? '';
    lines.push(
      `${entry.path}\0${type}\0${mode}\0${implied}\0${uid}:${gid}\0${device}\0${target}\0${entry.digest}\0${formatAttributes(entry.attributes)}\0`,
    );
  }
  // UTF-16 keeps names apart that are no UTF-8.
  hash.update(lines.join(''), 'utf16le');
}

const root: Owner = { uid: 0, gid: 0 };

function ownerOf({ reader: { tree }, root: folder }: Scan, { path, stats }: ScannedEntry): Owner {
  if (!tree.ownedByRoot) return { uid: stats.uid, gid: stats.gid };
  return tree.owners?.get(joinPath(folder, path)) ?? root;
}

class TreeSource {
  readonly #scan: Scan;
  readonly #chain: FolderChain;

  constructor(scan: Scan) {
    this.#scan = scan;
    this.#chain = new FolderChain(scan.reader.tree.folder);
  }

  *entries({ owner, chmod }: Placement): Generator<CopyEntry> {
    const staged = new Map<ScannedEntry, StagedEntry>();
    for (const scanned of this.#scan.entries) {
      const first = scanned.sameAs && staged.get(scanned.sameAs);
      if (first) {
        yield { path: scanned.path, entry: first };
        continue;
      }
      const { stats } = scanned;
      const directory = scanned.type === 'directory';
      const raw = stats.mode & 0o7777;
      const entry: StagedEntry = {
        ...this.#content(scanned),
        mode: scanned.type === 'symlink' ? 0o777 : chmod ? chmod.apply(raw, directory) : raw,
        ...(owner ?? ownerOf(this.#scan, scanned)),
        // Whole seconds, as in everyone's layers: a fraction would take 1 KiB more for each file.
        mtime: { seconds: Math.floor(stats.mtimeMs / 1000), nanoseconds: 0 },
        attributes: scanned.attributes,
      };
      if (scanned.type === 'file') staged.set(scanned, entry);
      yield scanned.implied
        ? { path: scanned.path, entry, impliedMode: raw }
        : { path: scanned.path, entry };
    }
  }

  close(): void {
    this.#chain.close();
  }

  #content(scanned: ScannedEntry): Pick<StagedEntry, 'type' | 'linkName' | 'size' | 'open'> {
    const { type, linkName, stats } = scanned;
    switch (type) {
      case 'file': {
        const size = stats.size;
        return size === 0 ? { type, size } : { type, size, open: () => this.#open(scanned) };
      }
      case 'symlink':
        return { type, linkName: linkName ?? '' };
      case 'character-device':
      case 'block-device':
        return { type, ...deviceNumbers(stats.rdev) };
      case 'socket':
        // As BuildKit: a socket's copy is an empty file.
        return { type: 'file', size: 0 };
      default:
        return { type };
    }
  }

  #open(scanned: ScannedEntry): TarInput['body'] {
    const path = joinPath(this.#scan.root, scanned.path);
    let descriptor: number | undefined;
    try {
      descriptor = this.#chain.openFile(path);
      if (scanned.stats.size > smallFile) {
        const body = readVerified(descriptor, { path, scanned });
        descriptor = undefined;
        return body;
      }
      const content = Buffer.allocUnsafe(scanned.stats.size);
      const length = readAll(descriptor, content);
      const now = fstatSync(descriptor);
      if (length !== content.length || !isSameFile(now, scanned.stats))
        throw changedWhileRead(path);
      if (isRacy(scanned)) {
        const digest = createHash('sha256').update(content).digest('hex');
        if (digest !== scanned.digest) throw changedWhileRead(path);
      }
      return content;
    } catch (error) {
      throw changedWhileRead(path, error);
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
    }
  }
}

/** Reads a scanned file in chunks; fails where it is not what was digested. */
export async function* readScannedFile(
  scan: Scan,
  scanned: ScannedEntry,
): AsyncGenerator<Uint8Array> {
  const path = joinPath(scan.root, scanned.path);
  const chain = new FolderChain(scan.reader.tree.folder);
  let descriptor: number;
  try {
    descriptor = chain.openFile(path);
  } catch (error) {
    throw changedWhileRead(path, error);
  } finally {
    chain.close();
  }
  yield* readVerified(descriptor, { path, scanned });
}

/** The content of a large file; ends with an error where it is not what was digested. */
async function* readVerified(
  descriptor: number,
  { path, scanned }: { readonly path: string; readonly scanned: ScannedEntry },
): AsyncGenerator<Uint8Array> {
  const digest = isRacy(scanned) ? createHash('sha256') : undefined;
  try {
    for await (const chunk of readOpenFile(descriptor)) {
      digest?.update(chunk);
      // Whoever writes the layer may keep it for a while.
      yield Uint8Array.from(chunk);
    }
    if (!isSameFile(fstatSync(descriptor), scanned.stats)) {
      throw changedWhileRead(path);
    }
    if (digest && digest.digest('hex') !== scanned.digest) throw changedWhileRead(path);
  } catch (error) {
    throw changedWhileRead(path, error);
  } finally {
    closeSync(descriptor);
  }
}

/** Of what was never digested, nothing can be said. */
function isRacy({ stats, digest }: ScannedEntry): boolean {
  return digest !== '' && Date.now() - stats.ctimeMs < racyAge;
}

function deviceNumbers(device: number): { deviceMajor: number; deviceMinor: number } {
  const { major, minor } = deviceParts(BigInt(device));
  return { deviceMajor: major, deviceMinor: minor };
}
