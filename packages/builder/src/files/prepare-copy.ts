import { createHash } from 'node:crypto';
import { BuildError } from '../errors.ts';
import type { CopySource, CopyVertex } from '../graph/vertex.ts';
import type { CopyInput, FileTree, PrepareCopy, PreparedCopy } from '../ports/files.ts';
import { type ArchiveSource, archiveItem } from './archive-item.ts';
import type { CopyItem } from './copy-item.ts';
import { parseChmod } from './file-mode.ts';
import { findSources } from './find-sources.ts';
import { hashFiles } from './hash-files.ts';
import { heredocItem } from './heredoc-item.ts';
import { isArchive } from './open-archive.ts';
import { resolveOwner } from './owner.ts';
import { baseName } from './path-text.ts';
import { type Scan, scanTree } from './scan-tree.ts';
import { chooser, splitPivot } from './select-paths.ts';
import { StagedLayer } from './staged-layer.ts';
import { readScannedFile, treeItem } from './tree-item.ts';
import { TreeReader } from './tree-reader.ts';

/** How COPY and ADD are prepared. */
export function createPrepareCopy(): PrepareCopy {
  return async (input) => {
    const items: CopyItem[] = [];
    try {
      for (const [index, source] of input.vertex.sources.entries()) {
        items.push(...(await itemsOf(input, source, input.trees[index])));
      }
      return preparedCopy(input, items);
    } catch (error) {
      await closeAll(items);
      throw error;
    }
  };
}

async function itemsOf(
  input: CopyInput,
  source: CopySource,
  tree: FileTree | undefined,
): Promise<CopyItem[]> {
  switch (source.kind) {
    case 'heredoc':
      return [heredocItem(source, input.sourceDateEpoch)];
    case 'path':
      if (!tree) throw new TypeError('a source of kind path needs its tree');
      return copyPath(input, source.path, new TreeReader(tree));
    default:
      throw new BuildError('COPY_FAILED', `${source.kind} sources cannot be added yet`);
  }
}

async function copyPath(
  { vertex, signal }: CopyInput,
  source: string,
  reader: TreeReader,
): Promise<CopyItem[]> {
  const { root, include, required } = vertex.parents ? splitPivot(source) : { root: source };
  const choose = chooser(vertex.exclude, include);
  if (required !== undefined) await findSources(reader, required);
  const items: CopyItem[] = [];
  for (const found of await findSources(reader, root)) {
    const scan = await scanTree(reader, found.target, { choose, signal });
    await hashFiles(scan, signal);
    const name = baseName(found.path);
    const unpacks = vertex.unpack ?? vertex.instruction === 'ADD';
    const archive = unpacks ? await archiveIn(scan) : undefined;
    items.push(archive ? archiveItem(archive, signal) : treeItem(scan, { name, contents: true }));
  }
  return items;
}

/** The scanned file, where it is an archive. */
async function archiveIn(scan: Scan): Promise<ArchiveSource | undefined> {
  const [file] = scan.entries;
  if (file?.type !== 'file' || !(await isArchive(readScannedFile(scan, file)))) return undefined;
  return {
    name: scan.root,
    digest: file.digest,
    open: () => readScannedFile(scan, file),
    close: async () => {},
  };
}

function preparedCopy(input: CopyInput, items: readonly CopyItem[]): PreparedCopy {
  const { vertex, parent, sourceDateEpoch } = input;
  const chmod = vertex.chmod === undefined ? undefined : parseChmod(vertex.chmod);
  return {
    digest: digestOf(vertex, items, chmod),
    async *entries() {
      const seconds = sourceDateEpoch ?? Math.floor(Date.now() / 1000);
      const time = { seconds, nanoseconds: 0 };
      const layer = new StagedLayer(vertex.link ? undefined : parent, time);
      const owner =
        vertex.chown === undefined ? undefined : await resolveOwner(vertex.chown, parent);
      const { destination } = vertex;
      for (const item of items) await item.place(layer, { destination, owner, chmod });
      yield* layer.entries();
    },
    close: () => closeAll(items),
  };
}

function digestOf(
  vertex: CopyVertex,
  items: readonly CopyItem[],
  chmod: ReturnType<typeof parseChmod> | undefined,
): string {
  const { destination, chown, link } = vertex;
  const hash = createHash('sha256');
  hash.update(JSON.stringify(['copy', 1, destination, chown ?? null, vertex.chmod ?? null, link]));
  for (const item of items) {
    hash.update('\0');
    item.addTo(hash, { chmod, chowned: chown !== undefined });
  }
  return `sha256:${hash.digest('hex')}`;
}

async function closeAll(items: readonly CopyItem[]): Promise<void> {
  for (const item of items) await item.close();
}
