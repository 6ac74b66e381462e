import { Skeleton, Stack } from '@mantine/core';
import type { Repository } from '@slipway/api';
import { Suspense, useEffect } from 'react';
import { Route, Switch, useLocation, useParams, useSearch } from 'wouter';
import { useRepositoryByName } from '../api/repository.ts';
import { useLiveChanges } from '../api/use-live-changes.ts';
import { links } from '../app/links.ts';
import { NotFound } from '../components/not-found.tsx';
import { ListSkeleton, QueryView } from '../components/query-view.tsx';
import { PageSkeleton } from '../shell/page-skeleton.tsx';
import { RepositoryContext } from './repository-context.ts';
import { RepositoryHeader } from './repository-header.tsx';
import { repositoryRoutes } from './repository-routes.ts';
import { RepositoryTabs } from './repository-tabs.tsx';

/** A repository, with its tabs. */
export function RepositoryPage() {
  const { namespace = '', name = '' } = useParams<{ namespace: string; name: string }>();
  const query = useRepositoryByName({ namespace, name });
  return (
    <QueryView query={query} whole skeleton={<PageSkeleton />}>
      {(repository) =>
        repository.namespace === namespace && repository.name === name ? (
          <Known repository={repository} />
        ) : (
          <Renamed repository={repository} former={{ namespace, name }} />
        )
      }
    </QueryView>
  );
}

function Known({ repository }: { repository: Repository }) {
  useLiveChanges(repository);
  const base = links.repository(repository);
  return (
    <RepositoryContext value={repository}>
      <RepositoryHeader />
      <RepositoryTabs />
      <div className="sw-page sw-tab-page">
        <Suspense fallback={<ListSkeleton />}>
          <Switch>
            {repositoryRoutes
              .filter(({ shown }) => shown?.(repository) ?? true)
              .map(({ path, page: Page }) => (
                <Route key={path} path={base + path}>
                  <Page />
                </Route>
              ))}
            <Route>
              <NotFound />
            </Route>
          </Switch>
        </Suspense>
      </div>
    </RepositoryContext>
  );
}

/** The address of a former name becomes that of the present one, whatever stands behind it. */
function Renamed({
  repository,
  former,
}: {
  repository: Repository;
  former: { readonly namespace: string; readonly name: string };
}) {
  const [location, navigate] = useLocation();
  const search = useSearch();
  useEffect(() => {
    const rest = location.slice(links.repository(former).length);
    navigate(links.repository(repository) + rest + (search && `?${search}`), { replace: true });
  }, [location, search, former, repository, navigate]);
  return (
    <Stack className="sw-page" aria-busy="true">
      <Skeleton height={40} />
    </Stack>
  );
}
