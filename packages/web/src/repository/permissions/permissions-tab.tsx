import type { Namespace } from '@slipway/api';
import { useQuery } from '@tanstack/react-query';
import { request } from '../../api/http.ts';
import { QueryView } from '../../components/query-view.tsx';
import { useRepository } from '../repository-context.ts';
import { Collaborators } from './collaborators.tsx';
import { RepositoryTeams } from './repository-teams.tsx';

/** Who may do what: teams in an organization, collaborators of a personal repository. */
export function PermissionsTab() {
  const { namespace: name } = useRepository();
  const query = useQuery({
    queryKey: ['namespace', name],
    queryFn: ({ signal }) => request<Namespace>(`/v2/namespaces/${name}`, { signal }),
  });
  return (
    <QueryView query={query}>
      {({ kind }) => (kind === 'organization' ? <RepositoryTeams /> : <Collaborators />)}
    </QueryView>
  );
}
