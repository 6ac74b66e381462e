import { useCall } from '../api/use-call.ts';

/** Names of namespaces in which one makes repositories: one's own, and organizations' where one may. */
export function useCreatableNamespaces(own: string): string[] {
  const organizations = useCall('organization.own', { query: { page_size: 100 } });
  const names = (organizations.data?.results ?? [])
    .filter(({ role }) => role === 'owner' || role === 'editor')
    .map(({ orgname }) => orgname);
  return [own, ...names].filter((name) => name !== '');
}
