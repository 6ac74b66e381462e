import { Select } from '@mantine/core';
import type { AuditLog, Page } from '@slipway/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Activity } from 'lucide-react';
import { request } from '../api/http.ts';
import { repositoryKey, repositoryPath } from '../api/repository.ts';
import { pageOf, useSearchState } from '../app/use-search-state.ts';
import { ActivityList } from '../components/activity-list.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Pagination } from '../components/pagination.tsx';
import { QueryView } from '../components/query-view.tsx';
import { useRepository } from './repository-context.ts';

const pageSize = 25;

const actions = [
  { value: '', label: 'Everything' },
  { value: 'repo.tag.push', label: 'Pushes' },
  { value: 'repo.tag.delete', label: 'Deletions of tags' },
  { value: 'repo.tag', label: 'All about tags' },
  { value: 'repo.update', label: 'Changes of settings' },
];

/** What was done with the repository; who administers it sees changes of settings, too. */
export function ActivityTab() {
  const repository = useRepository();
  const [state, change] = useSearchState();
  const page = pageOf(state);
  const action = state.get('action') ?? '';
  const query = useQuery({
    queryKey: repositoryKey(repository, 'activity', page, action),
    queryFn: ({ signal }) =>
      request<Page<AuditLog>>(repositoryPath(repository, '/activity'), {
        query: { page, page_size: pageSize, action },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
  return (
    <section aria-label="Activity">
      <div className="sw-toolbar">
        <Select
          aria-label="Which events"
          data={repository.permissions.admin ? actions : actions.slice(0, 3)}
          value={action}
          allowDeselect={false}
          onChange={(value) => change({ action: value ?? undefined })}
          w={220}
        />
      </div>
      <QueryView query={query}>
        {({ results, count }) =>
          results.length === 0 ? (
            <EmptyState icon={<Activity size={32} />} title="Nothing has happened yet">
              Pushes, deletions and changes show here, with who did them.
            </EmptyState>
          ) : (
            <div className="sw-card">
              <ActivityList events={results} />
              <Pagination
                page={page}
                pageSize={pageSize}
                count={count}
                label="events"
                onChange={(next) => change({ page: String(next) })}
              />
            </div>
          )
        }
      </QueryView>
    </section>
  );
}
