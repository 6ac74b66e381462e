import type { EntryInfo, RootView } from '@slipway/runtime';

/** One entry of a fake root: a folder where nothing else is said. */
export type FakeEntry = Partial<EntryInfo> & { readonly content?: string };

/** A RootView of exactly these entries, by absolute path; folders above them exist too. */
export class FakeRootView implements RootView {
  readonly #entries = new Map<string, EntryInfo>();
  readonly #contents = new Map<string, string>();
  lookups = 0;

  constructor(entries: Readonly<Record<string, FakeEntry>> = {}) {
    for (const [path, { content, ...info }] of Object.entries(entries)) {
      for (let slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
        const above = path.slice(0, slash);
        if (!this.#entries.has(above)) this.#entries.set(above, folder);
      }
      if (content !== undefined) this.#contents.set(path, content);
      const type = content === undefined ? 'directory' : 'file';
      this.#entries.set(path, { ...folder, type, ...info });
    }
  }

  async lookup(path: string): Promise<EntryInfo | undefined> {
    this.lookups += 1;
    return this.#entries.get(path);
  }

  async resolve(path: string): Promise<string> {
    return path;
  }

  async readFile(path: string): Promise<Uint8Array | undefined> {
    const content = this.#contents.get(path);
    return content === undefined ? undefined : Buffer.from(content);
  }
}

const folder: EntryInfo = { type: 'directory', mode: 0o755, uid: 0, gid: 0 };
