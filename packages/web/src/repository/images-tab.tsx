import { Badge, Button, Group, SegmentedControl, Select } from '@mantine/core';
import type { ImageEntry } from '@slipway/api';
import { Layers, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useImages } from '../api/repository.ts';
import { links } from '../app/links.ts';
import { pageOf, useSearchState } from '../app/use-search-state.ts';
import { TypeBadge } from '../components/badges.tsx';
import { Bytes } from '../components/bytes.tsx';
import { type Column, DataTable } from '../components/data-table.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { FilterField } from '../components/filter-field.tsx';
import { Pagination } from '../components/pagination.tsx';
import { Platforms } from '../components/platforms.tsx';
import { QueryView } from '../components/query-view.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { shortDigest } from '../format/digest.ts';
import { DeleteImagesDialog } from './delete-images-dialog.tsx';
import { useRepository } from './repository-context.ts';

const filters = [
  { value: 'all', label: 'All' },
  { value: 'tagged', label: 'Tagged' },
  { value: 'untagged', label: 'Untagged' },
  { value: 'index', label: 'Indexes' },
  { value: 'image', label: 'Images' },
  { value: 'artifact', label: 'Artifacts' },
  { value: 'stale', label: 'Stale' },
];

const orders = [
  { value: '-last_pushed', label: 'Pushed last' },
  { value: 'last_pushed', label: 'Pushed first' },
  { value: '-last_pulled', label: 'Pulled last' },
  { value: 'last_pulled', label: 'Not pulled longest' },
  { value: '-size', label: 'Largest first' },
  { value: 'size', label: 'Smallest first' },
];

const pageSize = 25;

/** Every manifest, tagged or not: what takes space, and what may go. */
export function ImagesTab() {
  const repository = useRepository();
  const [state, change] = useSearchState();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [isDeleting, setDeleting] = useState(false);
  const page = pageOf(state);
  const filter = state.get('filter') ?? 'all';
  const search = state.get('search') ?? '';
  const ordering = state.get('ordering') ?? '-last_pushed';
  const query = useImages(repository, { page, page_size: pageSize, filter, search, ordering });
  const mayDelete = repository.permissions.admin;
  return (
    <section aria-label="Images">
      <Group className="sw-toolbar">
        <FilterField
          label="Filter by digest or tag"
          value={search}
          onChange={(text) => change({ search: text })}
        />
        <Select
          aria-label="Order"
          data={orders}
          value={ordering}
          allowDeselect={false}
          onChange={(value) => change({ ordering: value ?? undefined })}
          w={190}
        />
        {mayDelete && (
          <Button
            ml="auto"
            variant="default"
            className="sw-danger-button"
            leftSection={<Trash2 size={16} />}
            disabled={chosen.size === 0}
            onClick={() => setDeleting(true)}
          >
            Delete{chosen.size > 0 ? ` ${chosen.size}` : ''}
          </Button>
        )}
      </Group>
      <div className="sw-scroll-x sw-gap-below">
        <SegmentedControl
          aria-label="Which images"
          size="sm"
          data={filters}
          value={filter}
          onChange={(value) => change({ filter: value === 'all' ? undefined : value })}
        />
      </div>
      <QueryView query={query}>
        {({ results, count }) =>
          count === 0 ? (
            <EmptyState icon={<Layers size={32} />} title="Nothing here">
              {filter === 'all' && search === ''
                ? 'Every manifest that is pushed shows here, whether a tag names it or not.'
                : 'Nothing fits what you look for.'}
            </EmptyState>
          ) : (
            <>
              <DataTable
                label="images"
                rows={results}
                rowKey={(row) => row.digest}
                rowLabel={(row) => shortDigest(row.digest)}
                columns={columns(repository)}
                selection={mayDelete ? { keys: chosen, onChange: setChosen } : undefined}
              />
              <Pagination
                page={page}
                pageSize={pageSize}
                count={count}
                label="images"
                onChange={(next) => change({ page: String(next) })}
              />
            </>
          )
        }
      </QueryView>
      <DeleteImagesDialog
        opened={isDeleting}
        onClose={() => setDeleting(false)}
        onDeleted={() => setChosen(new Set())}
        digests={[...chosen]}
      />
    </section>
  );
}

function columns(repository: { namespace: string; name: string }): Column<ImageEntry>[] {
  return [
    {
      key: 'digest',
      header: 'Digest',
      cell: (row) => (
        <Link href={links.repository(repository, `images/${row.digest}`)}>
          <code title={row.digest}>{shortDigest(row.digest)}</code>
        </Link>
      ),
    },
    {
      key: 'kind',
      header: 'Kind',
      cell: (row) => (
        <Group gap={4}>
          {row.kind === 'index' ? (
            <Badge className="sw-badge">Index</Badge>
          ) : (
            <TypeBadge type={row.content_type} />
          )}
          {row.is_stale && (
            <Badge className="sw-badge" title="Neither pushed nor pulled for six months">
              Stale
            </Badge>
          )}
        </Group>
      ),
    },
    { key: 'tags', header: 'Tags', cell: (row) => <Names row={row} repository={repository} /> },
    {
      key: 'platforms',
      header: 'Platforms',
      cell: (row) => <Platforms values={row.platforms} most={2} />,
    },
    { key: 'size', header: 'Size', align: 'right', cell: (row) => <Bytes value={row.size} /> },
    { key: 'pushed', header: 'Pushed', cell: (row) => <RelativeTime at={row.last_pushed} /> },
    {
      key: 'pulled',
      header: 'Pulled',
      hideOnPhone: true,
      cell: (row) => <RelativeTime at={row.last_pulled} />,
    },
  ];
}

function Names({
  row,
  repository,
}: {
  row: ImageEntry;
  repository: { namespace: string; name: string };
}) {
  if (row.tag_count === 0) {
    if (row.in_index) return <span className="sw-quiet">in an index</span>;
    return <span className="sw-quiet">{row.subject ? 'refers to another' : 'untagged'}</span>;
  }
  return (
    <Group gap={4}>
      {row.tags.slice(0, 3).map((tag) => (
        <Link key={tag} href={links.tag(repository, tag)} className="sw-chip">
          {tag}
        </Link>
      ))}
      {row.tag_count > 3 && <span className="sw-quiet">+{row.tag_count - 3}</span>}
    </Group>
  );
}
