import type { Hash } from 'node:crypto';
import type { EntryInfo } from '@slipway/runtime';
import { BuildError } from '../errors.ts';
import type { ModeChange } from './file-mode.ts';
import type { Owner } from './owner.ts';
import { cleanPath, joinPath, parentOf } from './path-text.ts';
import { notFolder, type StagedEntry, type StagedLayer } from './staged-layer.ts';

/** How everything that one COPY or ADD copies is placed. */
export interface Placement {
  /** Absolute; with a trailing slash or `/.` where it is a folder. */
  readonly destination: string;
  /** Of --chown; undefined keeps owners. */
  readonly owner: Owner | undefined;
  readonly chmod: ModeChange | undefined;
}

/** Something to copy, found and digested. */
export interface CopyItem {
  /** Feeds all that decides what is placed. */
  addTo(hash: Hash, placement: Pick<Placement, 'chmod'> & { readonly chowned: boolean }): void;
  place(layer: StagedLayer, placement: Placement): Promise<void>;
  /** Removes what was fetched, closes what was opened. */
  close(): Promise<void>;
}

/** One entry of an item, parents before what is in them. */
export interface CopyEntry {
  /** Relative to the item; empty for itself. */
  readonly path: string;
  readonly entry: StagedEntry;
  /** Set for a folder that is only made for what is in it: the mode that it gives an existing one. */
  readonly impliedMode?: number;
}

/** A file or folder with all that is in it. */
export interface CopyTree {
  /** The last part of the source's path: a file's name in a folder. */
  readonly name: string;
  /** Whether a folder stands for what is in it, also where the destination exists. */
  readonly contents: boolean;
  readonly entries: Iterable<CopyEntry>;
}

/**
 * Copies a tree to its destination, as `cp -a` does: into it where it is a folder, symlinks on the
 * way there followed inside the root. Throws COPY_FAILED where a file and a folder collide.
 */
export async function placeTree(
  layer: StagedLayer,
  tree: CopyTree,
  placement: Placement,
): Promise<void> {
  let target: string | undefined;
  for (const copied of tree.entries) {
    if (target === undefined) {
      target = await prepareTarget(layer, tree, { placement, type: copied.entry.type });
      await placeRoot(layer, target, copied);
    } else await placeBelow(layer, joinPath(target, copied.path), copied);
  }
}

async function prepareTarget(
  layer: StagedLayer,
  tree: CopyTree,
  { placement, type }: { readonly placement: Placement; readonly type: EntryInfo['type'] },
): Promise<string> {
  const { destination, chmod, owner } = placement;
  const made = { mode: (chmod?.octal ?? 0o755) & 0o777, owner };
  const clean = cleanPath(destination);
  const isFolder = /\/\.?$/.test(destination);
  await layer.makeFolders(await layer.resolve(isFolder ? clean : parentOf(clean)), made);
  let target = await layer.resolve(clean);
  const found = await layer.lookup(target);
  const directory = type === 'directory';
  const into = directory ? found && !tree.contents : found?.type === 'directory';
  if (into) target = joinPath(target, tree.name);
  const makesTarget = directory && tree.contents && !found;
  await layer.makeFolders(makesTarget ? target : parentOf(target), made);
  return target;
}

/** A destination that is there already keeps its metadata. */
async function placeRoot(layer: StagedLayer, target: string, copied: CopyEntry): Promise<void> {
  if (copied.entry.type !== 'directory') return placeBelow(layer, target, copied);
  const found = await layer.lookup(target);
  if (found && found.type !== 'directory') throw notFolder(target);
  if (found) await layer.makeFolders(target, { mode: 0o755, owner: undefined });
  else layer.put(target, copied.entry);
}

async function placeBelow(layer: StagedLayer, path: string, copied: CopyEntry): Promise<void> {
  const { entry, impliedMode } = copied;
  const answer = layer.lookup(path);
  const found = answer instanceof Promise ? await answer : answer;
  if (entry.type === 'directory') {
    if (found && found.type !== 'directory') throw notFolder(path);
    const kept = found && impliedMode !== undefined;
    layer.put(
      path,
      kept ? { ...found, type: 'directory', mode: impliedMode, mtime: entry.mtime } : entry,
      found,
    );
    return;
  }
  if (found?.type === 'directory') {
    throw new BuildError('COPY_FAILED', `cannot replace to directory /${path} with file`, {
      advice: 'choose another destination, or remove the folder there first',
    });
  }
  layer.put(path, entry, found);
}
