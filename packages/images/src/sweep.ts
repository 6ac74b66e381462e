import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FilesystemStore } from '@slipway/content';
import {
  type Descriptor,
  type Digest,
  manifestKind,
  type ParsedManifest,
  parseManifest,
} from '@slipway/oci';
import { readDocument, readManifest } from './read-blob.ts';

/** What an interrupted download left may be gone on with for this long (milliseconds). */
const partialAge = 7 * 24 * 3600_000;
/** No blob is written for this long without a byte. */
const temporaryAge = 3600_000;
/** Larger blobs are not looked into for a `subject`. */
const referrerLimit = 4 * 1024 * 1024;

/** What a sweep works on. */
export interface SweepInput {
  readonly folder: string;
  readonly content: FilesystemStore;
  readonly entries: readonly Descriptor[];
  readonly keep: AsyncIterable<Digest>;
  readonly dryRun: boolean;
  readonly signal: AbortSignal | undefined;
}

/** See `ImageStore.sweep`. The caller keeps writers out. */
export async function sweepBlobs(input: SweepInput): Promise<{ blobs: number; bytes: number }> {
  const { content, dryRun, signal } = input;
  const marks = new Marks(content);
  for await (const digest of input.keep) marks.add(digest);
  for (const entry of input.entries) await marks.addTree(entry);
  const unmarked: { digest: Digest; size: number }[] = [];
  for await (const { digest, size } of content.list()) {
    signal?.throwIfAborted();
    if (!marks.has(digest)) unmarked.push({ digest, size });
  }
  await marks.addReferrers(unmarked.filter((each) => each.size <= referrerLimit));
  const garbage = unmarked.filter((each) => !marks.has(each.digest));
  // Manifests, which are small, go before their layers: none is ever there without its content.
  garbage.sort((a, b) => a.size - b.size);
  let bytes = 0;
  for (const each of garbage) {
    signal?.throwIfAborted();
    if (!dryRun) await content.delete(each.digest);
    bytes += each.size;
  }
  if (!dryRun) await content.sweepTemporary(temporaryAge);
  bytes += await sweepPartials(join(input.folder, '.slipway-partial'), dryRun);
  return { blobs: garbage.length, bytes };
}

/** The blobs that something needs. */
class Marks {
  readonly #content: FilesystemStore;
  readonly #marked = new Set<Digest>();

  constructor(content: FilesystemStore) {
    this.#content = content;
  }

  has(digest: Digest): boolean {
    return this.#marked.has(digest);
  }

  add(digest: Digest): void {
    this.#marked.add(digest);
  }

  /** A manifest and all that it refers to, as far as it is here. */
  async addTree(descriptor: Descriptor): Promise<void> {
    if (this.#marked.has(descriptor.digest)) return;
    this.#marked.add(descriptor.digest);
    if (!manifestKind(descriptor.mediaType)) return;
    const manifest = await readManifest(this.#content, descriptor);
    if (manifest) await this.#addChildren(manifest);
  }

  async #addChildren(manifest: ParsedManifest): Promise<void> {
    for (const each of manifest.layers) this.add(each.digest);
    if (manifest.config) this.add(manifest.config.digest);
    for (const each of manifest.manifests) await this.addTree(each);
  }

  /** Signatures and attestations of what is marked: nothing but their `subject` says so. */
  async addReferrers(candidates: readonly { digest: Digest }[]): Promise<void> {
    const referrers: { digest: Digest; manifest: ParsedManifest }[] = [];
    for (const { digest } of candidates) {
      const manifest = await this.#tryManifest(digest);
      if (manifest?.subject) referrers.push({ digest, manifest });
    }
    for (let grew = true; grew; ) {
      grew = false;
      for (const { digest, manifest } of referrers) {
        const { subject } = manifest;
        if (this.has(digest) || !subject || !this.has(subject.digest)) continue;
        this.add(digest);
        await this.#addChildren(manifest);
        grew = true;
      }
    }
  }

  async #tryManifest(digest: Digest): Promise<ParsedManifest | undefined> {
    const bytes = await readDocument(this.#content, { digest });
    // "{": a layer or a config costs no more than its first byte.
    if (bytes?.[0] !== 0x7b) return undefined;
    try {
      return parseManifest(bytes);
    } catch {
      // A config, or anything else that is no manifest.
      return undefined;
    }
  }
}

async function sweepPartials(folder: string, dryRun: boolean): Promise<number> {
  let bytes = 0;
  for (const name of await listFolder(folder)) {
    const path = join(folder, name);
    const found = await statIfThere(path);
    if (!found || Date.now() - found.mtimeMs < partialAge) continue;
    if (!dryRun) await rm(path, { force: true });
    bytes += found.size;
  }
  return bytes;
}

/** A dry run keeps nobody out: what it looks at may go meanwhile. */
async function statIfThere(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function listFolder(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
