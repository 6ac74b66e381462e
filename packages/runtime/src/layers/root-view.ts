import { RuntimeError } from '../errors.ts';
import type { LayerAnswer } from './layer-index.ts';
import type { EntryInfo, RootView } from './layer-store.ts';

/** One layer as a view sees it. */
export interface ViewedLayer {
  /** What it says of a relative path (clean, latin1). */
  ask(path: string): Promise<LayerAnswer>;
  /** The content of a file of this layer, by its relative path. */
  readFile(path: string, maximumSize: number): Promise<Uint8Array | undefined>;
}

/** As the kernel's limit (MAXSYMLINKS). */
const mostLinks = 40;
const mostBytes = 4 * 1024 * 1024;

/** A {@link RootView} over layers, base first. Nothing of a layer is read before a question reaches it. */
export function viewLayers(layers: readonly ViewedLayer[]): RootView {
  const topFirst = layers.toReversed();

  const find = async (
    path: string,
  ): Promise<{ readonly info: EntryInfo; readonly layer: ViewedLayer } | undefined> => {
    const key = Buffer.from(path).toString('latin1');
    for (const layer of topFirst) {
      const answer = await layer.ask(key);
      if (answer.kind === 'entry') return { info: answer.info, layer };
      if (answer.kind === 'hidden') return undefined;
    }
    return undefined;
  };

  const resolve = async (path: string): Promise<string> => {
    let todo = path.split('/');
    const done: string[] = [];
    for (let followed = 0; todo.length > 0; ) {
      const [part = '', ...rest] = todo;
      todo = rest;
      if (part === '' || part === '.') continue;
      if (part === '..') {
        done.pop();
        continue;
      }
      done.push(part);
      const link = (await find(done.join('/')))?.info.linkName;
      if (link === undefined) continue;
      followed++;
      if (followed > mostLinks) {
        throw new RuntimeError(
          'LAYER_INVALID',
          `Too many symbolic links on the way to ${path}: they go round in circles`,
        );
      }
      done.pop();
      if (link.startsWith('/')) done.length = 0;
      todo = [...link.split('/'), ...rest];
    }
    return `/${done.join('/')}`;
  };

  return {
    lookup: async (path) => {
      const relative = path.replace(/^\/+/, '');
      const found = (await find(relative))?.info;
      return found ?? (relative === '' ? emptyRoot : undefined);
    },
    resolve,
    readFile: async (path) => {
      const relative = (await resolve(path)).slice(1);
      const found = await find(relative);
      return found?.info.type === 'file' ? found.layer.readFile(relative, mostBytes) : undefined;
    },
  };
}

/** The root of layers that say nothing of it. */
const emptyRoot: EntryInfo = { type: 'directory', mode: 0o755, uid: 0, gid: 0 };
