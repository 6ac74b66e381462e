import { Text } from '@mantine/core';
import type { FileChange } from '@slipway/api';
import { Minus, Pencil, Plus } from 'lucide-react';
import { formatBytes, formatBytesChange } from '../../format/bytes.ts';
import { formatMode } from '../../format/file-mode.ts';

const kinds = {
  added: { Icon: Plus, where: 'to' },
  removed: { Icon: Minus, where: 'from' },
  changed: { Icon: Pencil, where: 'changed' },
};

/** Files that differ. */
export function FileChanges({ changes }: { changes: readonly FileChange[] }) {
  if (changes.length === 0) return <Text c="dimmed">No file differs.</Text>;
  return (
    <ul className="sw-files sw-card-list">
      {changes.map((change) => {
        const { Icon, where } = kinds[change.change];
        return (
          <li key={change.path} className="sw-file">
            <span className="sw-change" data-where={where}>
              <Icon size={14} role="img" aria-label={change.change} />
            </span>
            <span className="sw-file-name">/{change.path}</span>
            <span className="sw-quiet">{difference(change)}</span>
            <span className="sw-file-size">{sizeOf(change)}</span>
          </li>
        );
      })}
    </ul>
  );
}

function sizeOf({ from, to }: FileChange): string {
  if (from && to)
    return from.size === to.size ? formatBytes(to.size) : formatBytesChange(to.size - from.size);
  return formatBytes((to ?? from)?.size ?? 0);
}

/** What of a file changed, other than its content. */
function difference({ from, to, content_changed }: FileChange): string {
  if (!from || !to) return '';
  const said = [
    from.type !== to.type && `${from.type} → ${to.type}`,
    from.mode !== to.mode && `${formatMode(from)} → ${formatMode(to)}`,
    (from.uid !== to.uid || from.gid !== to.gid) && `${from.uid}:${from.gid} → ${to.uid}:${to.gid}`,
    from.link !== to.link && `→ ${to.link}`,
    content_changed && from.size === to.size && 'content',
  ];
  return said.filter(Boolean).join(', ');
}
