import type { FileChange, FileEntry } from '@slipway/api';
import { compareKeys, type LayerEntry, pathKey } from './layer-entries.ts';

/** A layer, and how high it lies in either image: 0 is the base, undefined where it is not in it. */
export interface StackedLayer {
  readonly entries: AsyncIterator<LayerEntry>;
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** What two images' files differ by. */
export interface FileDifferences {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** Bytes that the second's files are larger by. */
  readonly unpackedDifference: number;
  /** The first of them, in the order of paths. */
  readonly changes: readonly FileChange[];
}

interface Placed {
  readonly entry: LayerEntry;
  readonly layer: StackedLayer;
}

/**
 * Compares the file systems of two images, as one sees them through their layers: whiteouts and opaque
 * folders taken into account. Each layer is read once, also where both have it; times are not compared.
 * `limit`: so many changes are kept, all are counted.
 */
export async function compareFiles(
  layers: readonly StackedLayer[],
  limit: number,
): Promise<FileDifferences> {
  const [before, after] = [new View('from'), new View('to')];
  const counts = { added: 0, removed: 0, changed: 0 };
  let unpackedDifference = 0;
  const changes: FileChange[] = [];
  for await (const found of byPath(layers)) {
    const [from, to] = [before.see(found), after.see(found)];
    const change = changeOf(from, to);
    if (!change) continue;
    counts[change.change]++;
    unpackedDifference += (to?.size ?? 0) - (from?.size ?? 0);
    if (changes.length < limit) changes.push(change);
  }
  return { ...counts, unpackedDifference, changes };
}

/** What all layers say of one path after the other. */
async function* byPath(layers: readonly StackedLayer[]): AsyncGenerator<Placed[]> {
  const heads: (Placed & { readonly key: string })[] = [];
  const advance = async (layer: StackedLayer) => {
    const next = await layer.entries.next();
    if (next.done) return;
    heads.push({ layer, entry: next.value, key: pathKey(next.value.path) });
  };
  for (const layer of layers) await advance(layer);
  while (heads.length > 0) {
    const first = heads.reduce((least, head) =>
      compareKeys(head.key, least.key) < 0 ? head : least,
    ).key;
    const found: Placed[] = [];
    for (let index = heads.length - 1; index >= 0; index--) {
      const head = heads[index];
      if (head?.key !== first) continue;
      heads.splice(index, 1);
      found.push(head);
    }
    yield found;
    for (const { layer } of found) await advance(layer);
  }
}

/** One image's view of the paths, asked for one after the other. */
class View {
  readonly #side: 'from' | 'to';
  /** Folders around the path, with the lowest layer that is seen through each. */
  readonly #folders: { readonly prefix: string; readonly lowest: number }[] = [];

  constructor(side: 'from' | 'to') {
    this.#side = side;
  }

  /** What is at the path of these entries; undefined where nothing is. */
  see(found: readonly Placed[]): LayerEntry | undefined {
    const path = found[0]?.entry.path ?? '';
    while (this.#folders.length > 0 && !path.startsWith(this.#folders.at(-1)?.prefix ?? '')) {
      this.#folders.pop();
    }
    const around = this.#folders.at(-1)?.lowest ?? 0;
    let lowest = around;
    let highest = -1;
    let seen: LayerEntry | undefined;
    for (const { entry, layer } of found) {
      const height = layer[this.#side];
      if (height === undefined || height < around) continue;
      // Nothing below is seen through what is gone, opaque, or no folder.
      if (entry.type !== 'directory') lowest = Math.max(lowest, height);
      if (height > highest) [highest, seen] = [height, entry];
    }
    if (lowest > around) this.#folders.push({ prefix: `${path}/`, lowest });
    return seen === undefined || seen.type === 'whiteout' ? undefined : seen;
  }
}

function changeOf(
  from: LayerEntry | undefined,
  to: LayerEntry | undefined,
): FileChange | undefined {
  if (!from && !to) return undefined;
  const shown = { from: from ? shownEntry(from) : null, to: to ? shownEntry(to) : null };
  if (!from || !to) {
    const { path = '' } = from ?? to ?? {};
    return { path, change: to ? 'added' : 'removed', ...shown, content_changed: true };
  }
  const [left, right] = [shown.from, shown.to];
  const contentChanged =
    from.fingerprint !== to.fingerprint ||
    left?.type !== right?.type ||
    from.link !== to.link ||
    from.size !== to.size;
  const isSame =
    !contentChanged && from.mode === to.mode && from.uid === to.uid && from.gid === to.gid;
  if (isSame) return undefined;
  return { path: to.path, change: 'changed', ...shown, content_changed: contentChanged };
}

function shownEntry({ type, size, mode, uid, gid, link }: LayerEntry): Omit<FileEntry, 'path'> {
  const isFolder = type === 'opaque-directory';
  return { type: isFolder ? 'directory' : type, size, mode, uid, gid, link };
}
