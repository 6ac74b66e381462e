import { createHash } from 'node:crypto';
import type { CopySource } from '../graph/vertex.ts';
import { type CopyItem, placeTree } from './copy-item.ts';
import { baseName } from './path-text.ts';

/** A file written in the Dockerfile itself, mode 0644. */
export function heredocItem(
  source: Extract<CopySource, { kind: 'heredoc' }>,
  sourceDateEpoch: number | undefined,
): CopyItem {
  const content = Buffer.from(source.content);
  const name = baseName(source.name);
  return {
    addTo(hash) {
      const digest = createHash('sha256').update(content).digest('hex');
      hash.update(JSON.stringify(['heredoc', name, digest]));
    },
    place(layer, placement) {
      const { owner, chmod } = placement;
      const entry = {
        type: 'file',
        mode: chmod ? chmod.apply(0o644, false) : 0o644,
        uid: owner?.uid ?? 0,
        gid: owner?.gid ?? 0,
        mtime: { seconds: sourceDateEpoch ?? Math.floor(Date.now() / 1000), nanoseconds: 0 },
        size: content.length,
        open: () => content,
      } as const;
      return placeTree(layer, { name, contents: false, entries: [{ path: '', entry }] }, placement);
    },
    close: async () => {},
  };
}
