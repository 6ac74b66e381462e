import { Group, Tooltip } from '@mantine/core';
import type { Tag } from '@slipway/api';
import { Lock } from 'lucide-react';
import { Link } from 'wouter';
import { links } from '../../app/links.ts';
import { useRegistryHost } from '../../app/use-registry-host.ts';
import { TypeBadge } from '../../components/badges.tsx';
import { Bytes } from '../../components/bytes.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { type Column, DataTable, type Sorting } from '../../components/data-table.tsx';
import { Digest } from '../../components/digest.tsx';
import { Platforms } from '../../components/platforms.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { imageName, pullCommands } from '../../format/image-commands.ts';
import { contentKind } from '../content-kind.ts';
import { useRepository } from '../repository-context.ts';

/** Tags as rows. */
export function TagTable({
  tags,
  ordering,
  onOrder,
  chosen,
  onChoose,
}: {
  tags: readonly Tag[];
  ordering: string;
  onOrder: (ordering: string) => void;
  chosen: ReadonlySet<string>;
  onChoose: (chosen: Set<string>) => void;
}) {
  const repository = useRepository();
  const name = imageName(useRegistryHost(), repository.namespace, repository.name);
  const columns: Column<Tag>[] = [
    {
      key: 'name',
      header: 'Tag',
      sortKey: 'name',
      cell: (tag) => <TagName tag={tag} />,
    },
    { key: 'digest', header: 'Digest', cell: (tag) => <Digest value={tag.digest} /> },
    {
      key: 'platforms',
      header: 'Platforms',
      cell: (tag) => <Platforms values={tag.images} most={2} />,
    },
    {
      key: 'size',
      header: 'Compressed',
      sortKey: 'size',
      align: 'right',
      cell: (tag) => <Bytes value={tag.full_size} />,
    },
    {
      key: 'pushed',
      header: 'Pushed',
      sortKey: 'last_updated',
      cell: (tag) => (
        <span>
          <RelativeTime at={tag.tag_last_pushed} />{' '}
          {tag.last_updater_username && (
            <span className="sw-quiet sw-nowrap">by {tag.last_updater_username}</span>
          )}
        </span>
      ),
    },
    {
      key: 'pulled',
      header: 'Pulled',
      hideOnPhone: true,
      cell: (tag) => <RelativeTime at={tag.tag_last_pulled} />,
    },
    {
      key: 'copy',
      header: 'Pull command',
      align: 'right',
      cell: (tag) => (
        <CopyButton
          value={pullCommands(contentKind([tag.content_type]), name, tag.name)[0]?.command ?? ''}
          label={`pull command of ${tag.name}`}
        />
      ),
    },
  ];
  return (
    <DataTable
      label="tags"
      columns={columns}
      rows={tags}
      rowKey={(tag) => tag.name}
      sorting={sortingOf(ordering)}
      onSort={(sorting) => onOrder(orderingOf(sorting))}
      selection={{ keys: chosen, onChange: onChoose }}
    />
  );
}

/** By time, the API's order without a sign is the newest first. */
function sortingOf(ordering: string): Sorting {
  const by = ordering.replace(/^-/, '');
  return { by, descending: ordering.startsWith('-') !== (by === 'last_updated') };
}

function orderingOf({ by, descending }: Sorting): string {
  return descending !== (by === 'last_updated') ? `-${by}` : by;
}

function TagName({ tag }: { tag: Tag }) {
  const repository = useRepository();
  const kind = contentKind([tag.content_type]);
  return (
    <Group gap={6} wrap="nowrap">
      <Link href={links.tag(repository, tag.name)} className="sw-tag-name">
        {tag.name}
      </Link>
      {tag.is_immutable && (
        <Tooltip label="Immutable: it cannot be moved or deleted">
          <Lock size={13} role="img" aria-label="immutable" className="sw-quiet" />
        </Tooltip>
      )}
      {kind !== 'image' && <TypeBadge type={tag.content_type} />}
    </Group>
  );
}
