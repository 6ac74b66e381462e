import { Anchor, Button, Group, Select } from '@mantine/core';
import type { Namespace } from '@slipway/api';
import { useQuery } from '@tanstack/react-query';
import { Building2, Calendar, Globe, MapPin, Plus, Settings, Users } from 'lucide-react';
import { Link, useParams } from 'wouter';
import { PictureOf } from '../account/picture-of.tsx';
import { request } from '../api/http.ts';
import { useRepositories } from '../api/repository.ts';
import { links } from '../app/links.ts';
import { useRegistryHost } from '../app/use-registry-host.ts';
import { pageOf, useSearchState } from '../app/use-search-state.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { FilterField } from '../components/filter-field.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { Pagination } from '../components/pagination.tsx';
import { QueryView } from '../components/query-view.tsx';
import { RepositoryList } from '../components/repository-card.tsx';
import { counted } from '../format/count.ts';
import { formatTime } from '../format/time.ts';
import { PageSkeleton } from '../shell/page-skeleton.tsx';
import { NamespaceMembers } from './namespace-members.tsx';

const pageSize = 20;

const orders = [
  { value: '-last_updated', label: 'Pushed last' },
  { value: 'name', label: 'By name' },
  { value: '-pull_count', label: 'Most pulled' },
  { value: '-star_count', label: 'Most starred' },
];

/** An account's or an organization's page: who it is, and its repositories. */
export function NamespacePage() {
  const { namespace: name = '' } = useParams<{ namespace: string }>();
  const query = useQuery({
    queryKey: ['namespace', name],
    queryFn: ({ signal }) => request<Namespace>(`/v2/namespaces/${name}`, { signal }),
  });
  return (
    <QueryView query={query} whole skeleton={<PageSkeleton />}>
      {(namespace) => <Known namespace={namespace} />}
    </QueryView>
  );
}

function Known({ namespace }: { namespace: Namespace }) {
  const isOrganization = namespace.kind === 'organization';
  return (
    <div className="sw-page">
      <PageHeader
        icon={<PictureOf name={namespace.name} url={namespace.avatar_url} size={64} />}
        title={namespace.full_name || namespace.name}
        documentTitle={namespace.name}
        lead={<Facts namespace={namespace} />}
        actions={
          <>
            {namespace.may_administer && (
              <Button
                component={Link}
                href={isOrganization ? links.organization(namespace.name) : links.account()}
                variant="default"
                leftSection={<Settings size={16} />}
              >
                {isOrganization ? 'Manage' : 'Settings'}
              </Button>
            )}
            {namespace.may_create && (
              <Button
                component={Link}
                href={links.newRepository(namespace.name)}
                leftSection={<Plus size={16} />}
              >
                New repository
              </Button>
            )}
          </>
        }
      />
      <div className="sw-columns">
        <section className="sw-columns-main" aria-label="Repositories">
          <h2 className="sw-hidden-words">Repositories</h2>
          <Repositories namespace={namespace} />
        </section>
        {isOrganization && namespace.role !== null && (
          <div className="sw-columns-side">
            <NamespaceMembers organization={namespace.name} />
          </div>
        )}
      </div>
    </div>
  );
}

function Facts({ namespace }: { namespace: Namespace }) {
  return (
    <>
      {namespace.full_name && <p className="sw-mono">{namespace.name}</p>}
      {namespace.description && <p className="sw-description">{namespace.description}</p>}
      <ul className="sw-meta">
        {namespace.company && (
          <li>
            <Building2 size={14} aria-hidden="true" /> {namespace.company}
          </li>
        )}
        {namespace.location && (
          <li>
            <MapPin size={14} aria-hidden="true" /> {namespace.location}
          </li>
        )}
        {/^https?:\/\//.test(namespace.website) && (
          <li>
            <Globe size={14} aria-hidden="true" />{' '}
            <Anchor href={namespace.website} rel="nofollow noopener noreferrer" target="_blank">
              {namespace.website.replace(/^https?:\/\//, '')}
            </Anchor>
          </li>
        )}
        {namespace.member_count !== null && (
          <li>
            <Users size={14} aria-hidden="true" /> {counted(namespace.member_count, 'member')}
          </li>
        )}
        <li title={formatTime(new Date(namespace.date_joined))}>
          <Calendar size={14} aria-hidden="true" /> since{' '}
          {new Date(namespace.date_joined).toLocaleDateString('en', {
            month: 'long',
            year: 'numeric',
          })}
        </li>
      </ul>
    </>
  );
}

function Repositories({ namespace }: { namespace: Namespace }) {
  const [state, change] = useSearchState();
  const page = pageOf(state);
  const name = state.get('name') ?? '';
  const ordering = state.get('ordering') ?? '-last_updated';
  const query = useRepositories(namespace.name, { page, page_size: pageSize, name, ordering });
  const host = useRegistryHost();
  return (
    <>
      <Group className="sw-toolbar">
        <FilterField
          label="Filter repositories"
          value={name}
          onChange={(text) => change({ name: text })}
        />
        <Select
          aria-label="Order"
          data={orders}
          value={ordering}
          allowDeselect={false}
          onChange={(value) => change({ ordering: value ?? undefined })}
          w={180}
        />
      </Group>
      <QueryView query={query}>
        {({ results, count }) =>
          count === 0 ? (
            <EmptyState
              title={name === '' ? 'No repositories' : 'Nothing has that in its name'}
              {...(namespace.may_create && name === ''
                ? { command: `docker push ${host}/${namespace.name}/<name>:<tag>` }
                : {})}
            >
              {namespace.may_create && name === ''
                ? 'The first push to a name makes the repository:'
                : 'There is nothing here that you may see.'}
            </EmptyState>
          ) : (
            <>
              <RepositoryList repositories={results} label="Repositories" withNamespace={false} />
              <Pagination
                page={page}
                pageSize={pageSize}
                count={count}
                label="repositories"
                onChange={(next) => change({ page: String(next) })}
              />
            </>
          )
        }
      </QueryView>
    </>
  );
}
