import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How a file may lie packed beside its plain form. */
export type Encoding = 'br' | 'gzip';

/** A file of the site, as the build lists it in `files.json`. */
export interface PageFile {
  readonly type: string;
  /** Of its content. */
  readonly tag: string;
  /** Whether its name changes with its content. */
  readonly immutable: boolean;
  readonly encodings: readonly Encoding[];
}

const suffixes = { br: '.br', gzip: '.gz' } as const;

/** The built site in a folder: what is there is known from its list, never asked of the file system. */
export class PageFiles {
  readonly #folder: string;
  readonly #files: ReadonlyMap<string, PageFile>;
  readonly #contents = new Map<string, Promise<Buffer>>();
  /** The page around the site, with `%BASE%` and `%NONCE%` to be filled in. */
  readonly document: string;

  constructor(folder: string) {
    this.#folder = folder;
    const list = JSON.parse(readFileSync(join(folder, 'files.json'), 'utf8')) as object;
    this.#files = new Map(Object.entries(list));
    this.document = readFileSync(join(folder, 'index.html'), 'utf8');
  }

  /** A file by its path in the site, without a slash before. */
  find(path: string): PageFile | undefined {
    return path === 'index.html' ? undefined : this.#files.get(path);
  }

  /** A file's bytes, from memory after the first time: the whole site is a few megabytes. */
  read(path: string, encoding: Encoding | undefined): Promise<Buffer> {
    const name = encoding === undefined ? path : path + suffixes[encoding];
    const known = this.#contents.get(name);
    if (known) return known;
    const reading = readFile(join(this.#folder, name));
    this.#contents.set(name, reading);
    // A file that cannot be read now is tried again.
    reading.catch(() => this.#contents.delete(name));
    return reading;
  }
}

/** The built site: beside the bundle, or where a build from sources puts it. Undefined: never built. */
export function openPageFiles(): PageFiles | undefined {
  const folders = [
    join(import.meta.dirname, 'web'),
    join(import.meta.dirname, '../../../cli/dist/web'),
  ];
  const folder = folders.find((each) => existsSync(join(each, 'files.json')));
  return folder === undefined ? undefined : new PageFiles(folder);
}
