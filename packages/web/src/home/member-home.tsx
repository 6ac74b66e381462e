import { Anchor, Button, Group, Title } from '@mantine/core';
import { Plus, Star } from 'lucide-react';
import { Link } from 'wouter';
import { useRepositories } from '../api/repository.ts';
import type { SessionUser } from '../api/session.ts';
import { useCall } from '../api/use-call.ts';
import { links } from '../app/links.ts';
import { usePageTitle } from '../app/use-page-title.ts';
import { useRegistryHost } from '../app/use-registry-host.ts';
import { ActivityList } from '../components/activity-list.tsx';
import { CopyCommand } from '../components/copy-command.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { ListSkeleton, QueryView } from '../components/query-view.tsx';
import { RepositoryList } from '../components/repository-card.tsx';
import { TransferOffers } from './transfer-offers.tsx';

/** For somebody signed in: what is his own, what he follows, what happened lately. */
export function MemberHome({ user }: { user: SessionUser }) {
  usePageTitle(undefined);
  const repositories = useRepositories(user.username, {
    page: 1,
    page_size: 8,
    ordering: '-last_updated',
  });
  return (
    <div className="sw-page">
      <PageHeader
        title={`Welcome aboard, ${user.fullName || user.username}`}
        documentTitle=""
        actions={
          <Button component={Link} href={links.newRepository()} leftSection={<Plus size={16} />}>
            New repository
          </Button>
        }
      />
      <TransferOffers />
      <div className="sw-columns">
        <section className="sw-columns-main" aria-label="Your repositories">
          <Group justify="space-between" mb="sm">
            <Title order={2}>Your repositories</Title>
            {(repositories.data?.count ?? 0) > 8 && (
              <Anchor component={Link} href={links.namespace(user.username)} size="sm">
                All {repositories.data?.count.toLocaleString('en')}
              </Anchor>
            )}
          </Group>
          <QueryView query={repositories}>
            {({ results }) =>
              results.length === 0 ? (
                <FirstPush username={user.username} />
              ) : (
                <RepositoryList repositories={results} label="Your repositories" />
              )
            }
          </QueryView>
        </section>
        <div className="sw-columns-side sw-stack">
          <Starred />
          <RecentActivity />
        </div>
      </div>
    </div>
  );
}

function FirstPush({ username }: { username: string }) {
  const host = useRegistryHost();
  return (
    <EmptyState
      title="Your yard is empty"
      action={
        <Button component={Link} href={links.newRepository()} variant="default">
          Or create a repository first
        </Button>
      }
    >
      <p>A repository is made by pushing to it:</p>
      <div className="sw-empty-command">
        <CopyCommand
          command={`docker login ${host}\ndocker tag my-app ${host}/${username}/my-app:latest\ndocker push ${host}/${username}/my-app:latest`}
        />
      </div>
    </EmptyState>
  );
}

function Starred() {
  const starred = useCall('star.list', { query: { page: 1, page_size: 6 } });
  return (
    <section className="sw-card" aria-label="Starred">
      <Title order={2} size="h3" mb="xs">
        Starred
      </Title>
      <QueryView query={starred} skeleton={<ListSkeleton rows={2} />}>
        {({ results }) =>
          results.length === 0 ? (
            <p className="sw-quiet sw-with-icon">
              <Star size={16} aria-hidden="true" /> Repositories that you star show here.
            </p>
          ) : (
            <ul className="sw-lines">
              {results.map((repository) => (
                <li key={`${repository.namespace}/${repository.name}`}>
                  <Link href={links.repository(repository)} className="sw-row-title">
                    {repository.namespace}/{repository.name}
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </section>
  );
}

function RecentActivity() {
  const activity = useCall('audit.own', { query: { page: 1, page_size: 10 } });
  return (
    <section className="sw-card" aria-label="Recent activity">
      <Title order={2} size="h3" mb="xs">
        Recent activity
      </Title>
      <QueryView query={activity} skeleton={<ListSkeleton rows={3} />}>
        {({ results }) =>
          results.length === 0 ? (
            <p className="sw-quiet">Pushes and changes show here.</p>
          ) : (
            <ActivityList events={results} />
          )
        }
      </QueryView>
    </section>
  );
}
