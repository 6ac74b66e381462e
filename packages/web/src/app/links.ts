/** Paths of pages, for links: written once. */
export const links = {
  home: '/',
  explore: (query = '') => (query === '' ? '/explore' : `/explore?q=${encodeURIComponent(query)}`),
  signIn: (back?: string) =>
    back === undefined || back === '/' ? '/sign-in' : `/sign-in?return=${encodeURIComponent(back)}`,
  signUp: '/sign-up',
  forgotPassword: '/forgot-password',
  invitation: '/invite',
  namespace: (name: string) => `/u/${name}`,
  repository: (repository: { readonly namespace: string; readonly name: string }, tab = '') =>
    `/r/${repository.namespace}/${repository.name}${tab === '' ? '' : `/${tab}`}`,
  tag: (repository: { readonly namespace: string; readonly name: string }, tag: string) =>
    `/r/${repository.namespace}/${repository.name}/tags/${tag}`,
  newRepository: (namespace?: string) =>
    namespace === undefined ? '/new' : `/new?namespace=${encodeURIComponent(namespace)}`,
  newOrganization: '/new-organization',
  organization: (name: string, part = '') => `/orgs/${name}${part === '' ? '' : `/${part}`}`,
  team: (organization: string, team: string) =>
    `/orgs/${organization}/teams/${encodeURIComponent(team)}`,
  account: (part = '') => `/account${part === '' ? '' : `/${part}`}`,
  administration: (part = '') => `/admin${part === '' ? '' : `/${part}`}`,
  apiDocument: '/docs/api',
} as const;
