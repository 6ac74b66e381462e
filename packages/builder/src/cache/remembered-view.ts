import { join } from 'node:path';
import type { EntryInfo, RootView } from '@slipway/runtime';
import { digestOf } from './digest-of.ts';
import { readJson, touch, writeJson } from './small-file.ts';

interface Answers {
  lookup: Record<string, EntryInfo | null>;
  resolve: Record<string, string>;
  /** Base64. Of files like /etc/passwd. */
  readFile: Record<string, string | null>;
}

/** A file that is larger than this is read again rather than remembered. Bytes. */
const largestFile = 64 * 1024;

/**
 * A view that remembers its answers from build to build: layers never change, so what was said of a
 * chain stays true. With it a copy onto an image is found in the cache though nothing of the image
 * was fetched or opened.
 */
export class RememberedView implements RootView {
  readonly #path: string;
  readonly #view: () => Promise<RootView>;
  #answers: Promise<Answers> | undefined;
  #learnt = false;

  /** `view` is asked for what is not remembered. */
  constructor(folder: string, chain: string, view: () => Promise<RootView>) {
    const key = digestOf(['view', chain]);
    this.#path = join(folder, 'cache', 'views', key.slice(0, 2), key);
    this.#view = view;
  }

  async lookup(path: string): Promise<EntryInfo | undefined> {
    const { lookup } = await this.#known();
    const known = lookup[path];
    if (known !== undefined) return known ?? undefined;
    const found = await (await this.#view()).lookup(path);
    lookup[path] = found ?? null;
    this.#learnt = true;
    return found;
  }

  async resolve(path: string): Promise<string> {
    const { resolve } = await this.#known();
    const known = resolve[path];
    if (known !== undefined) return known;
    const found = await (await this.#view()).resolve(path);
    resolve[path] = found;
    this.#learnt = true;
    return found;
  }

  async readFile(path: string): Promise<Uint8Array | undefined> {
    const { readFile } = await this.#known();
    const known = readFile[path];
    if (known !== undefined) return known === null ? undefined : Buffer.from(known, 'base64');
    const found = await (await this.#view()).readFile(path);
    if (found === undefined || found.length <= largestFile) {
      readFile[path] = found ? Buffer.from(found).toString('base64') : null;
      this.#learnt = true;
    }
    return found;
  }

  /** Keeps what was learnt. */
  async save(): Promise<void> {
    if (!this.#answers) return;
    if (this.#learnt) await writeJson(this.#path, await this.#answers);
    else await touch(this.#path);
    this.#learnt = false;
  }

  #known(): Promise<Answers> {
    this.#answers ??= readAnswers(this.#path);
    return this.#answers;
  }
}

async function readAnswers(path: string): Promise<Answers> {
  const value = await readJson(path);
  const { lookup, resolve, readFile } = (value ?? {}) as Partial<Answers>;
  return {
    lookup: Object.assign(Object.create(null), lookup),
    resolve: Object.assign(Object.create(null), resolve),
    readFile: Object.assign(Object.create(null), readFile),
  };
}
