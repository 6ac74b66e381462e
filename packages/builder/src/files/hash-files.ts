import { createHash, hash } from 'node:crypto';
import { closeSync, fstatSync, read, readSync, type Stats } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { FileDigestCache } from '../ports/files.ts';
import { formatAttributes, parseAttributes, readAttributes } from './attributes.ts';
import { changedWhileRead } from './changed.ts';
import { FolderChain } from './folder-chain.ts';
import { joinPath } from './path-text.ts';
import type { Scan, ScannedEntry } from './scan-tree.ts';

/** Up to this many bytes a file is read at once, on this thread: faster than handing it over. */
export const smallFile = 256 * 1024;

/** Large files hashed at a time. */
const concurrency = 4;

const readChunk = promisify(read);

/**
 * Fills in digests and extended attributes of all entries, from the cache where size, inode and
 * times are what they were. Throws COPY_FAILED for a file that changes meanwhile.
 */
export async function hashFiles(scan: Scan, signal: AbortSignal): Promise<void> {
  const { reader, root } = scan;
  const cache = reader.tree.digests;
  const chain = new FolderChain(reader.tree.folder);
  const large: ScannedEntry[] = [];
  try {
    let sliceEnd = performance.now() + 20;
    for (const entry of scan.entries) {
      if (recall(cache, joinPath(root, entry.path), entry)) continue;
      if (entry.type === 'file' && !entry.sameAs && entry.stats.size > smallFile) {
        large.push(entry);
        continue;
      }
      hashNow(chain, scan, entry);
      if (performance.now() < sliceEnd) continue;
      await setImmediate();
      signal.throwIfAborted();
      sliceEnd = performance.now() + 20;
    }
    const next = large.values();
    const work = async (): Promise<void> => {
      for (const entry of next) await hashLarge(scan, entry, signal);
    };
    await Promise.all(Array.from({ length: Math.min(concurrency, large.length) }, work));
  } finally {
    chain.close();
  }
}

/** Whether a file is still the one that was scanned. */
export function isSameFile(a: Stats, b: Stats): boolean {
  return (
    a.size === b.size &&
    a.mtimeMs === b.mtimeMs &&
    a.ctimeMs === b.ctimeMs &&
    a.ino === b.ino &&
    a.dev === b.dev &&
    a.mode === b.mode
  );
}

/** Applies what the cache knows of an entry; false where it must be read. */
function recall(cache: FileDigestCache | undefined, path: string, entry: ScannedEntry): boolean {
  // What may have attributes worth keeping: of links and special files only root's own.
  if (entry.type !== 'file' && entry.type !== 'directory') return true;
  if (entry.sameAs) {
    entry.digest = entry.sameAs.digest;
    entry.attributes = entry.sameAs.attributes;
    return true;
  }
  const known = cache?.get(path, entry.stats);
  if (known === undefined) return false;
  const space = known.indexOf(' ');
  entry.digest = space < 0 ? known : known.slice(0, space);
  entry.attributes = space < 0 ? undefined : parseAttributes(known.slice(space + 1));
  return true;
}

function remember(scan: Scan, entry: ScannedEntry): void {
  const attributes = formatAttributes(entry.attributes);
  scan.reader.tree.digests?.set(
    joinPath(scan.root, entry.path),
    entry.stats,
    attributes === '' ? entry.digest : `${entry.digest} ${attributes}`,
  );
}

const shared = Buffer.allocUnsafeSlow(smallFile);

function hashNow(chain: FolderChain, scan: Scan, entry: ScannedEntry): void {
  const path = joinPath(scan.root, entry.path);
  try {
    const place = chain.place(path);
    if (entry.type === 'file') {
      const descriptor = chain.openFile(path);
      try {
        const length = readAll(descriptor, shared.subarray(0, entry.stats.size));
        if (!isSameFile(fstatSync(descriptor), entry.stats)) {
          throw changedWhileRead(path);
        }
        entry.digest = hash('sha256', shared.subarray(0, length), 'hex');
      } finally {
        closeSync(descriptor);
      }
    }
    entry.attributes = readAttributes(place);
  } catch (error) {
    throw changedWhileRead(path, error);
  }
  remember(scan, entry);
}

/** Reads from the start until the file or the buffer ends. */
export function readAll(descriptor: number, buffer: Buffer): number {
  let length = 0;
  while (length < buffer.length) {
    const count = readSync(descriptor, buffer, length, buffer.length - length, length);
    if (count === 0) break;
    length += count;
  }
  return length;
}

async function hashLarge(scan: Scan, entry: ScannedEntry, signal: AbortSignal): Promise<void> {
  const path = joinPath(scan.root, entry.path);
  const chain = new FolderChain(scan.reader.tree.folder);
  const digest = createHash('sha256');
  try {
    const descriptor = chain.openFile(path);
    try {
      entry.attributes = readAttributes(chain.place(path));
      for await (const chunk of readOpenFile(descriptor)) {
        signal.throwIfAborted();
        digest.update(chunk);
      }
      if (!isSameFile(fstatSync(descriptor), entry.stats)) {
        throw changedWhileRead(path);
      }
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw changedWhileRead(path, error);
  } finally {
    chain.close();
  }
  entry.digest = digest.digest('hex');
  remember(scan, entry);
}

/** A file's content from its start; the chunk is used again for the next one. */
export async function* readOpenFile(descriptor: number): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(1024 * 1024);
  for (let position = 0; ; ) {
    const { bytesRead } = await readChunk(descriptor, buffer, 0, buffer.length, position);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    position += bytesRead;
  }
}
