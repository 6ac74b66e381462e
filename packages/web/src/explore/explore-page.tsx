import { Button, Collapse, Group, Select } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { SearchX, SlidersHorizontal } from 'lucide-react';
import { useRef } from 'react';
import { useSearchResults } from '../api/search.ts';
import { useRegistryHost } from '../app/use-registry-host.ts';
import { pageOf, useSearchState } from '../app/use-search-state.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { FilterField } from '../components/filter-field.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { Pagination } from '../components/pagination.tsx';
import { QueryView } from '../components/query-view.tsx';
import { counted } from '../format/count.ts';
import { listOf } from './filter-options.ts';
import { FilterPanel } from './filter-panel.tsx';
import { SearchResultCard } from './search-result.tsx';

const orders = [
  { value: '', label: 'Best fit first' },
  { value: 'pull_count', label: 'Most pulled' },
  { value: 'star_count', label: 'Most starred' },
  { value: 'updated_at', label: 'Newest first' },
  { value: 'name', label: 'By name' },
];

const pageSize = 20;

/** Finds repositories by words and by what they are. The address holds it all. */
export function ExplorePage() {
  const [state, change] = useSearchState();
  const [isOpen, { toggle }] = useDisclosure(false);
  const results = useRef<HTMLUListElement>(null);
  const page = pageOf(state);
  const text = state.get('q') ?? '';
  const query = useSearchResults({
    query: text,
    badges: listOf(state, 'badges'),
    types: listOf(state, 'types'),
    architectures: listOf(state, 'architectures'),
    operatingSystems: listOf(state, 'operating_systems'),
    categories: listOf(state, 'categories'),
    sort: state.get('sort') ?? (text === '' ? 'pull_count' : undefined),
    from: (page - 1) * pageSize,
    size: pageSize,
    facets: true,
  });
  const answer = query.data;
  return (
    <div className="sw-page">
      <PageHeader
        title={text === '' ? 'Explore' : `Search: ${text}`}
        lead="Images and artifacts that you may pull from this hub."
      />
      <Group className="sw-toolbar">
        <FilterField
          label="Search names, descriptions and READMEs"
          value={text}
          onChange={(q) => change({ q })}
        />
        <Select
          aria-label="Order"
          data={orders}
          value={state.get('sort') ?? (text === '' ? 'pull_count' : '')}
          allowDeselect={false}
          onChange={(sort) => change({ sort: sort ?? undefined })}
          w={180}
        />
        <Button
          className="sw-phone-only"
          variant="default"
          leftSection={<SlidersHorizontal size={16} />}
          aria-expanded={isOpen}
          onClick={toggle}
        >
          Filters
        </Button>
      </Group>
      <div className="sw-explore">
        <div className="sw-desktop-only">
          <FilterPanel facets={answer?.facets} state={state} onChange={change} />
        </div>
        <Collapse expanded={isOpen} className="sw-phone-only-block">
          <FilterPanel facets={answer?.facets} state={state} onChange={change} />
        </Collapse>
        <div>
          <p className="sw-quiet sw-count" role="status">
            {answer &&
              `${answer.total_is_capped ? 'More than ' : ''}${counted(answer.total, 'repository', 'repositories')}`}
          </p>
          <QueryView query={query}>
            {(found) =>
              found.total === 0 ? (
                <NothingFound text={text} />
              ) : (
                <>
                  <ul ref={results} className="sw-repository-list" aria-label="Repositories found">
                    {found.results.map((result) => (
                      <li key={result.name}>
                        <SearchResultCard result={result} />
                      </li>
                    ))}
                  </ul>
                  <Pagination
                    page={page}
                    pageSize={pageSize}
                    count={found.total}
                    label="repositories"
                    onChange={(next) => {
                      change({ page: String(next) });
                      results.current?.scrollIntoView({ block: 'start' });
                    }}
                  />
                </>
              )
            }
          </QueryView>
        </div>
      </div>
    </div>
  );
}

function NothingFound({ text }: { text: string }) {
  const command = `docker push ${useRegistryHost()}/<account>/<name>:<tag>`;
  return text === '' ? (
    <EmptyState icon={<SearchX size={32} />} title="Nothing to see yet" command={command}>
      No repository is public here, or none fits the filters. Yours is made by the first push:
    </EmptyState>
  ) : (
    <EmptyState icon={<SearchX size={32} />} title={`Nothing found for “${text}”`}>
      Names, descriptions and READMEs were searched. Fewer words or filters find more.
    </EmptyState>
  );
}
