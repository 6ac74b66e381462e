import type { Repository } from '@slipway/api';
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

/** A page below a repository's address. */
export interface RepositoryRoute {
  /** Behind `/r/{namespace}/{name}`. */
  readonly path: string;
  readonly page: LazyExoticComponent<ComponentType>;
  readonly shown?: (repository: Repository) => boolean;
}

const administers = (repository: Repository) => repository.permissions.admin;

function page<Name extends string>(
  load: () => Promise<Record<Name, ComponentType>>,
  name: Name,
): LazyExoticComponent<ComponentType> {
  return lazy(async () => ({ default: (await load())[name] }));
}

/** What stands below a repository's address; the first that matches wins. */
export const repositoryRoutes: readonly RepositoryRoute[] = [
  { path: '', page: page(() => import('./overview-tab.tsx'), 'OverviewTab') },
  { path: '/tags', page: page(() => import('./tags/tags-tab.tsx'), 'TagsTab') },
  { path: '/tags/:tag', page: page(() => import('./image/tag-page.tsx'), 'TagPage') },
  {
    path: '/tags/:tag/history',
    page: page(() => import('./tags/tag-history-page.tsx'), 'TagHistoryPage'),
  },
  { path: '/images', page: page(() => import('./images-tab.tsx'), 'ImagesTab') },
  { path: '/images/:digest', page: page(() => import('./image/digest-page.tsx'), 'DigestPage') },
  { path: '/compare', page: page(() => import('./compare/compare-page.tsx'), 'ComparePage') },
  { path: '/activity', page: page(() => import('./activity-tab.tsx'), 'ActivityTab') },
  {
    path: '/webhooks',
    page: page(() => import('./webhooks-tab.tsx'), 'RepositoryWebhooksTab'),
    shown: administers,
  },
  {
    path: '/permissions',
    page: page(() => import('./permissions/permissions-tab.tsx'), 'PermissionsTab'),
    shown: administers,
  },
  {
    path: '/settings',
    page: page(() => import('./settings/settings-tab.tsx'), 'SettingsTab'),
    shown: administers,
  },
];
