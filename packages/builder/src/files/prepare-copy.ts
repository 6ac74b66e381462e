import { createHash } from 'node:crypto';
import type { SourceEnvironment } from '../contexts/source-environment.ts';
import type { CopySource, CopyVertex } from '../graph/vertex.ts';
import type { CopyInput, FileTree, PrepareCopy, PreparedCopy } from '../ports/files.ts';
import { archiveIn, archiveItem } from './archive-item.ts';
import type { CopyItem } from './copy-item.ts';
import { parseChmod } from './file-mode.ts';
import { findSources, notFound } from './find-sources.ts';
import { gitItem } from './git-item.ts';
import { hashFiles } from './hash-files.ts';
import { heredocItem } from './heredoc-item.ts';
import { resolveOwner } from './owner.ts';
import { baseName, joinPath } from './path-text.ts';
import { scanTree } from './scan-tree.ts';
import { chooser, splitPivot } from './select-paths.ts';
import { StagedLayer } from './staged-layer.ts';
import { treeItem } from './tree-item.ts';
import { TreeReader } from './tree-reader.ts';
import { urlItem } from './url-item.ts';

/** How COPY and ADD are prepared; URLs and Git repositories need the `environment`. */
export function createPrepareCopy(environment?: SourceEnvironment): PrepareCopy {
  return async (input) => {
    const items: CopyItem[] = [];
    try {
      for (const [index, source] of input.vertex.sources.entries()) {
        const tree = input.trees[index];
        items.push(...(await itemsOf(input, { source, tree, environment })));
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
  {
    source,
    tree,
    environment,
  }: {
    readonly source: CopySource;
    readonly tree: FileTree | undefined;
    readonly environment: SourceEnvironment | undefined;
  },
): Promise<CopyItem[]> {
  if (source.kind === 'heredoc') return [heredocItem(source, input.sourceDateEpoch)];
  if (source.kind === 'path') {
    if (!tree) throw new TypeError('a source of kind path needs its tree');
    return copyPath(input, source.path, new TreeReader(tree));
  }
  if (!environment) throw new TypeError(`a source of kind ${source.kind} needs an environment`);
  if (source.kind === 'url') return [await urlItem(source, input, environment)];
  return [await gitItem(source, input, environment)];
}

async function copyPath(
  { vertex, signal }: CopyInput,
  source: string,
  reader: TreeReader,
): Promise<CopyItem[]> {
  const pivot = vertex.parents ? splitPivot(source) : undefined;
  const choose = chooser(vertex.exclude, pivot?.include);
  const items: CopyItem[] = [];
  for (const found of await findSources(reader, pivot?.root ?? source)) {
    const scan = await scanTree(reader, found.target, { choose, signal });
    if (pivot?.isExact && !scan.entries.some(({ path }) => path !== '' && path === pivot.include)) {
      throw notFound(joinPath(found.path, pivot.include));
    }
    await hashFiles(scan, signal);
    const name = baseName(found.path);
    const unpacks = vertex.unpack ?? vertex.instruction === 'ADD';
    const archive = unpacks ? await archiveIn(scan) : undefined;
    items.push(archive ? archiveItem(archive, signal) : treeItem(scan, { name, contents: true }));
  }
  return items;
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
