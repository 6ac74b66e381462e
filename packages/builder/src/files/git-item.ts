import { type Checkout, openRepository } from '../contexts/git-repository.ts';
import { parseGitUrl } from '../contexts/git-url.ts';
import type { SourceEnvironment } from '../contexts/source-environment.ts';
import { BuildError } from '../errors.ts';
import type { CopySource } from '../graph/vertex.ts';
import type { CopyInput } from '../ports/files.ts';
import type { CopyItem } from './copy-item.ts';
import { scanTree } from './scan-tree.ts';
import { treeItem } from './tree-item.ts';
import { TreeReader } from './tree-reader.ts';

/** A commit's files. The commit says all of them: nothing is fetched until they are placed. */
export async function gitItem(
  source: Extract<CopySource, { kind: 'git' }>,
  { signal }: CopyInput,
  environment: SourceEnvironment,
): Promise<CopyItem> {
  const parsed = parseGitUrl(source.url);
  if (source.checksum && parsed.checksum && source.checksum !== parsed.checksum) {
    throw new BuildError(
      'COPY_FAILED',
      `checksum mismatch ${JSON.stringify(source.checksum)} != ${JSON.stringify(parsed.checksum)}`,
    );
  }
  const git = { ...parsed, checksum: source.checksum ?? parsed.checksum };
  const keepGitFolder = source.keepGitDir || (parsed.keepGitFolder ?? false);
  const options = { environment, signal, failure: 'COPY_FAILED' } as const;
  const repository = await openRepository(git, options);
  const commit = await repository.resolve();
  const opened: (Checkout | CopyItem)[] = [];
  return {
    addTo(hash) {
      const { subfolder, submodules } = git;
      const ref = keepGitFolder ? [git.remote, commit.ref, commit.tag] : [];
      hash.update(
        JSON.stringify(['git', commit.commit, subfolder, submodules, keepGitFolder, ref]),
      );
    },
    async place(layer, placement) {
      const checkout = await repository.checkOut(commit, { keepGitFolder });
      opened.push(checkout);
      const reader = new TreeReader({ folder: checkout.folder, ownedByRoot: true });
      const item = treeItem(await scanTree(reader, '', { signal }), { name: '', contents: false });
      opened.push(item);
      await item.place(layer, placement);
    },
    async close() {
      for (const each of opened.splice(0).reverse()) await each.close();
    },
  };
}
