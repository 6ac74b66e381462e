import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FileDigestCache, FileIdentity } from '../ports/files.ts';

/** Changes whenever the format does. */
const magic = 'slipway file digests 2\n';

/** Numbers kept of a file: size, inode, mtime, ctime. */
const numbersPerFile = 4;

/** A file changed this short before its digest was taken may change again without its times showing it, ms. */
const racyAge = 2000;

/**
 * What was remembered of a tree's files at `path`; nothing where there is no such file, or it is
 * damaged. Laid out so that 50,000 files are read in a few milliseconds: numbers as they are in
 * memory, then paths and values, each ended by NUL.
 */
export async function openDigestCache(path: string): Promise<FileDigestCache> {
  return new StoredDigests(path, await readRecords(path));
}

interface Records {
  readonly numbers: Float64Array;
  readonly paths: readonly string[];
  readonly values: readonly string[];
}

const none: Records = { numbers: new Float64Array(), paths: [], values: [] };

class StoredDigests implements FileDigestCache {
  readonly #path: string;
  readonly #stored: Records;
  /** Where the next path that is asked for most likely is: trees are walked in one order. */
  #next = 0;
  #index: Map<string, number> | undefined;
  readonly #used = new Set<number>();
  readonly #learnt = new Map<string, { readonly identity: FileIdentity; readonly value: string }>();

  constructor(path: string, stored: Records) {
    this.#path = path;
    this.#stored = stored;
  }

  get(path: string, identity: FileIdentity): string | undefined {
    const learnt = this.#learnt.get(path);
    if (learnt) return isSame(learnt.identity, identity) ? learnt.value : undefined;
    const index = this.#find(path);
    if (index === undefined) return undefined;
    this.#next = index + 1;
    const { numbers, values } = this.#stored;
    const at = index * numbersPerFile;
    if (
      numbers[at] !== identity.size ||
      numbers[at + 1] !== identity.ino ||
      numbers[at + 2] !== identity.mtimeMs ||
      numbers[at + 3] !== identity.ctimeMs
    ) {
      return undefined;
    }
    this.#used.add(index);
    return values[index];
  }

  set(path: string, identity: FileIdentity, value: string): void {
    if (path.includes('\0') || value.includes('\0')) return;
    this.#learnt.set(path, { identity, value });
  }

  async save(): Promise<void> {
    if (this.#learnt.size === 0) return;
    // What could be another file's times by now is not kept.
    const latest = Date.now() - racyAge;
    const learnt = [...this.#learnt].filter(
      ([, { identity }]) => identity.mtimeMs < latest && identity.ctimeMs < latest,
    );
    const kept = this.#kept();
    const numbers = new Float64Array((kept.length + learnt.length) * numbersPerFile);
    let at = 0;
    for (const { index } of kept) {
      const from = index * numbersPerFile;
      numbers.set(this.#stored.numbers.subarray(from, from + numbersPerFile), at);
      at += numbersPerFile;
    }
    for (const [, { identity }] of learnt) {
      numbers.set([identity.size, identity.ino, identity.mtimeMs, identity.ctimeMs], at);
      at += numbersPerFile;
    }
    const paths = [...kept.map(({ path }) => path), ...learnt.map(([path]) => path)];
    const values = [
      ...kept.map(({ index }) => this.#stored.values[index] ?? ''),
      ...learnt.map(([, { value }]) => value),
    ];
    await writeRecords(this.#path, { numbers, paths, values });
  }

  /** Files that this build did not ask for are kept, unless they outnumber those that it did. */
  #kept(): readonly { readonly path: string; readonly index: number }[] {
    const used = this.#used.size + this.#learnt.size;
    const forgets = this.#stored.paths.length > 2 * used;
    return this.#stored.paths
      .map((path, index) => ({ path, index }))
      .filter(({ path, index }) => !this.#learnt.has(path) && (!forgets || this.#used.has(index)));
  }

  #find(path: string): number | undefined {
    const { paths } = this.#stored;
    if (paths[this.#next] === path) return this.#next;
    this.#index ??= new Map(paths.map((each, index) => [each, index]));
    return this.#index.get(path);
  }
}

function isSame(a: FileIdentity, b: FileIdentity): boolean {
  return a.size === b.size && a.ino === b.ino && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs;
}

async function readRecords(path: string): Promise<Records> {
  let content: Buffer;
  try {
    content = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return none;
    throw error;
  }
  // Damaged or of another version: what it knew is found out again.
  return parseRecords(content) ?? none;
}

function parseRecords(content: Buffer): Records | undefined {
  const start = magic.length + 4;
  if (content.length < start || content.toString('latin1', 0, magic.length) !== magic) {
    return undefined;
  }
  const count = content.readUInt32LE(magic.length);
  const end = start + count * numbersPerFile * 8;
  if (content.length < end) return undefined;
  const numbers = new Float64Array(new Uint8Array(content.subarray(start, end)).buffer);
  const texts = content.toString('utf16le', end).split('\0');
  if (texts.length !== 2 * count + 1) return undefined;
  return { numbers, paths: texts.slice(0, count), values: texts.slice(count, 2 * count) };
}

async function writeRecords(path: string, { numbers, paths, values }: Records): Promise<void> {
  const head = Buffer.alloc(magic.length + 4);
  head.write(magic, 'latin1');
  head.writeUInt32LE(paths.length, magic.length);
  const bytes = new Uint8Array(numbers.buffer);
  // UTF-16 keeps names apart that are no UTF-8.
  const text = Buffer.from([...paths, ...values].map((each) => `${each}\0`).join(''), 'utf16le');
  const temporary = `${path}.${randomUUID()}`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(temporary, Buffer.concat([head, bytes, text]), { mode: 0o600 });
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}
