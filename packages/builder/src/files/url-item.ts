import { fetchUrl, nameOfUrl } from '../contexts/fetch-url.ts';
import { withoutPassword } from '../contexts/git-command.ts';
import type { SourceEnvironment } from '../contexts/source-environment.ts';
import type { CopySource } from '../graph/vertex.ts';
import type { CopyInput } from '../ports/files.ts';
import { archiveIn, archiveItem } from './archive-item.ts';
import type { CopyItem } from './copy-item.ts';
import { scanTree } from './scan-tree.ts';
import { treeItem } from './tree-item.ts';
import { TreeReader } from './tree-reader.ts';

/** A file by HTTP: mode 0600, named as its URL's path ends, unpacked only where `--unpack` asks for it. */
export async function urlItem(
  source: Extract<CopySource, { kind: 'url' }>,
  { vertex, signal, onProgress }: CopyInput,
  environment: SourceEnvironment,
): Promise<CopyItem> {
  const fetched = await fetchUrl(source.url, {
    environment,
    signal,
    checksum: source.checksum,
    failure: 'COPY_FAILED',
    onProgress: (current, total) =>
      onProgress?.({
        id: withoutPassword(source.url),
        current,
        ...(total !== undefined && { total }),
      }),
  });
  const reader = new TreeReader({ folder: fetched.folder, ownedByRoot: true });
  const scan = await scanTree(reader, fetched.file, { signal });
  for (const entry of scan.entries) entry.digest = fetched.digest;
  const archive = vertex.unpack === true ? await archiveIn(scan) : undefined;
  if (archive) return archiveItem(archive, signal);
  return treeItem(scan, { name: nameOfUrl(source.url), contents: false });
}
