import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decompress, readTar, type TarHeader, type TarInput } from '@slipway/archive';
import { type ContentStore, createFilesystemStore } from '@slipway/content';
import type { Descriptor } from '@slipway/oci';
import { createLayerStore, type Layer, type LayerStore, RuntimeError } from '@slipway/runtime';

/** A layer store of its own for one scenario. */
export class LayerLab {
  readonly folder: string;
  readonly content: ContentStore;
  readonly store: LayerStore;

  private constructor(folder: string, content: ContentStore, store: LayerStore) {
    this.folder = folder;
    this.content = content;
    this.store = store;
  }

  static async create(scratch: string, name: string = randomUUID()): Promise<LayerLab> {
    const folder = join(scratch, name);
    mkdirSync(folder, { recursive: true });
    const content = await createFilesystemStore({ root: join(folder, 'content') });
    const store = await createLayerStore({ folder: join(folder, 'layers'), content });
    return new LayerLab(folder, content, store);
  }

  /** A new store over the same layers, as another process has it. */
  another(): Promise<LayerStore> {
    return createLayerStore({ folder: join(this.folder, 'layers'), content: this.content });
  }

  asFolder(entries: readonly TarInput[]): Promise<Layer> {
    return this.store.create(from(entries), { as: 'folder' });
  }

  asBlob(entries: readonly TarInput[]): Promise<Layer> {
    return this.store.create(from(entries), { as: { blob: 'gzip' } });
  }

  /** The entries of a blob, in their order. */
  async entriesOf({ digest }: Descriptor): Promise<{ header: TarHeader; content: Buffer }[]> {
    const blob = await this.content.open(digest);
    assert.ok(blob);
    const found: { header: TarHeader; content: Buffer }[] = [];
    for await (const { header, body } of readTar(decompress(blob.chunks()))) {
      const parts: Uint8Array[] = [];
      for await (const part of body) parts.push(Uint8Array.from(part));
      found.push({ header, content: Buffer.concat(parts) });
    }
    await blob.close();
    return found;
  }

  /** Names of what is in the layers' folder besides whole layers. */
  leftovers(): string[] {
    const layers = join(this.folder, 'layers');
    const mounts = join(layers, '.mounts');
    const partial = readdirSync(layers).filter(
      (name) =>
        name !== '.mounts' &&
        (existsSync(join(layers, name, 'fs.partial')) ||
          !existsSync(join(layers, name, 'layer.json'))),
    );
    return [...partial, ...(existsSync(mounts) ? readdirSync(mounts) : [])];
  }
}

export async function* from(entries: readonly TarInput[]): AsyncGenerator<TarInput> {
  yield* entries;
}

/** Fails unless `work` is refused with this code. */
export async function refused(code: string, work: () => Promise<unknown>): Promise<RuntimeError> {
  try {
    await work();
  } catch (error) {
    assert.ok(error instanceof RuntimeError, `no RuntimeError: ${error}`);
    assert.equal(error.code, code, error.message);
    return error;
  }
  throw new assert.AssertionError({ message: `was not refused with ${code}` });
}

/** What overlay mounts this process sees below `folder`. */
export function mountsBelow(folder: string): string[] {
  const lines = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  return lines.map((line) => line.split(' ')[1] ?? '').filter((at) => at.startsWith(folder));
}

export const isInitialNamespace = (): boolean =>
  readFileSync('/proc/self/uid_map', 'utf8').includes('4294967295');

export const file = (
  name: string | Uint8Array,
  text = '',
  rest: Partial<TarHeader> = {},
): TarInput => {
  const body = Buffer.from(text);
  return {
    header: {
      mtime: { seconds: 1000, nanoseconds: 0 },
      ...rest,
      type: 'file',
      name,
      size: body.length,
    },
    body,
  };
};
export const folder = (name: string, mode = 0o755): TarInput => ({
  header: { type: 'directory', name, mode, mtime: { seconds: 2000, nanoseconds: 0 } },
});
export const symlink = (name: string, linkName: string): TarInput => ({
  header: { type: 'symlink', name, linkName, mode: 0o777 },
});
export const link = (name: string, linkName: string): TarInput => ({
  header: { type: 'link', name, linkName },
});

/** Every path below `root`, with what can be seen of it: type, mode, owner, content. */
export function treeOf(root: string): Record<string, string> {
  const found: Record<string, string> = {};
  const visit = (path: string) => {
    for (const name of readdirSync(join(root, path)).sort()) {
      const at = join(path, name);
      const stats = lstatSync(join(root, at));
      const content = stats.isFile() ? readFileSync(join(root, at), 'latin1') : '';
      found[at] = `${stats.mode.toString(8)} ${stats.uid}:${stats.gid} ${content}`;
      if (stats.isDirectory()) visit(at);
    }
  };
  visit('');
  return found;
}
