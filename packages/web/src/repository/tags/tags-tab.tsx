import { Button, Group, Select } from '@mantine/core';
import { GitCompareArrows, Tag as TagIcon, Trash2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useTags } from '../../api/repository.ts';
import { links } from '../../app/links.ts';
import { useRegistryHost } from '../../app/use-registry-host.ts';
import { pageOf, useSearchState } from '../../app/use-search-state.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FilterField } from '../../components/filter-field.tsx';
import { Pagination } from '../../components/pagination.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { imageName, pushCommands } from '../../format/image-commands.ts';
import { contentKind } from '../content-kind.ts';
import { DeleteImagesDialog } from '../delete-images-dialog.tsx';
import { useRepository } from '../repository-context.ts';
import { TagTable } from './tag-table.tsx';

const pageSize = 25;

const orders = [
  // As Docker Hub has it: without a sign the newest is first.
  { value: 'last_updated', label: 'Newest first' },
  { value: '-last_updated', label: 'Oldest first' },
  { value: '-name', label: 'Highest version first' },
  { value: 'name', label: 'Lowest version first' },
  { value: '-size', label: 'Largest first' },
  { value: 'size', label: 'Smallest first' },
];

/** All tags: filtered, sorted, chosen to be compared or deleted. */
export function TagsTab() {
  const repository = useRepository();
  const [state, change] = useSearchState();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [isDeleting, setDeleting] = useState(false);
  const digests = useRef(new Map<string, string>());
  const [, navigate] = useLocation();
  const page = pageOf(state);
  const name = state.get('name') ?? '';
  const ordering = state.get('ordering') ?? 'last_updated';
  const query = useTags(repository, { page, page_size: pageSize, name, ordering });
  for (const tag of query.data?.results ?? []) digests.current.set(tag.name, tag.digest);
  const [from, to] = [...chosen];
  const mayDelete = repository.permissions.admin;
  return (
    <section aria-label="Tags">
      <Group className="sw-toolbar">
        <FilterField label="Filter tags" value={name} onChange={(text) => change({ name: text })} />
        <Select
          aria-label="Order"
          data={orders}
          value={ordering}
          allowDeselect={false}
          onChange={(value) => change({ ordering: value ?? undefined })}
          w={210}
        />
        <Group gap="xs" ml="auto">
          <Button
            variant="default"
            leftSection={<GitCompareArrows size={16} />}
            disabled={chosen.size !== 2}
            title={chosen.size === 2 ? undefined : 'Choose two tags to compare them'}
            onClick={() =>
              navigate(
                `${links.repository(repository, 'compare')}?from=${encodeURIComponent(from ?? '')}&to=${encodeURIComponent(to ?? '')}`,
              )
            }
          >
            Compare
          </Button>
          {mayDelete && (
            <Button
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
      </Group>
      <QueryView query={query}>
        {({ results, count }) =>
          count === 0 ? (
            <NoTags filter={name} />
          ) : (
            <>
              <TagTable
                tags={results}
                ordering={ordering}
                onOrder={(next) => change({ ordering: next })}
                chosen={chosen}
                onChoose={setChosen}
              />
              <Pagination
                page={page}
                pageSize={pageSize}
                count={count}
                label="tags"
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
        tags={[...chosen]}
        imagesOfTags={[...new Set([...chosen].flatMap((tag) => digests.current.get(tag) ?? []))]}
      />
    </section>
  );
}

function NoTags({ filter }: { filter: string }) {
  const repository = useRepository();
  const host = useRegistryHost();
  if (filter !== '') {
    return (
      <EmptyState title="No tag has that in its name" icon={<TagIcon size={32} />}>
        Nothing fits “{filter}”. <Link href={links.repository(repository, 'tags')}>Show all</Link>.
      </EmptyState>
    );
  }
  const kind = contentKind(repository.content_types);
  const name = imageName(host, repository.namespace, repository.name);
  const push = pushCommands(kind, name, kind === 'image' ? 'latest' : '1.0.0')[0]?.command;
  return (
    <EmptyState
      icon={<TagIcon size={32} />}
      title="No tags yet"
      {...(repository.permissions.write && push ? { command: push } : {})}
    >
      {repository.permissions.write
        ? 'A tag is made by pushing:'
        : 'Nothing has been pushed here yet.'}
    </EmptyState>
  );
}
