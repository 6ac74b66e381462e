import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

/** A page, loaded when it is gone to. Its component reads the path's parameters by `useParams`. */
export interface PageRoute {
  readonly path: string;
  readonly page: LazyExoticComponent<ComponentType>;
  /** Only for somebody signed in: others are led to signing in, and back. */
  readonly signedIn?: boolean;
}

function page<Name extends string>(
  load: () => Promise<Record<Name, ComponentType>>,
  name: Name,
): LazyExoticComponent<ComponentType> {
  return lazy(async () => ({ default: (await load())[name] }));
}

/** Every page of the site, the first that matches wins. Further parts of the site add theirs here. */
export const pageRoutes: readonly PageRoute[] = [
  { path: '/', page: page(() => import('../home/home-page.tsx'), 'HomePage') },
  { path: '/explore', page: page(() => import('../explore/explore-page.tsx'), 'ExplorePage') },
  {
    path: '/new',
    page: page(() => import('../new-repository/new-repository-page.tsx'), 'NewRepositoryPage'),
    signedIn: true,
  },
  {
    path: '/u/:namespace',
    page: page(() => import('../namespace/namespace-page.tsx'), 'NamespacePage'),
  },
  {
    path: '/r/:namespace/:name/*?',
    page: page(() => import('../repository/repository-page.tsx'), 'RepositoryPage'),
  },
  { path: '/docs/api', page: page(() => import('../api-docs/api-docs-page.tsx'), 'ApiDocsPage') },
  // Last: any other two segments are a repository's name, as one types it to pull.
  {
    path: '/_/:name',
    page: page(() => import('../namespace/bare-name-page.tsx'), 'OfficialNamePage'),
  },
  {
    path: '/:namespace/:name',
    page: page(() => import('../namespace/bare-name-page.tsx'), 'BareNamePage'),
  },
];
