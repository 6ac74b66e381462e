import type { Repository } from '@slipway/api';
import { Link, useLocation } from 'wouter';
import { links } from '../app/links.ts';
import { useRepository } from './repository-context.ts';

interface Tab {
  readonly path: string;
  readonly label: string;
  /** Other addresses that belong to it. */
  readonly also?: readonly string[];
  readonly shown?: (repository: Repository) => boolean;
}

const administers = (repository: Repository) => repository.permissions.admin;

const tabs: readonly Tab[] = [
  { path: '', label: 'Overview' },
  { path: 'tags', label: 'Tags', also: ['compare'] },
  { path: 'images', label: 'Images' },
  { path: 'activity', label: 'Activity' },
  { path: 'webhooks', label: 'Webhooks', shown: administers },
  { path: 'permissions', label: 'Permissions', shown: administers },
  { path: 'settings', label: 'Settings', shown: administers },
];

/** Leads between the parts of a repository's page. */
export function RepositoryTabs() {
  const repository = useRepository();
  const [location] = useLocation();
  const part = location.slice(links.repository(repository).length + 1).split('/')[0] ?? '';
  return (
    <nav className="sw-tabs" aria-label="Repository">
      <div className="sw-tabs-inner">
        {tabs
          .filter(({ shown }) => shown?.(repository) ?? true)
          .map(({ path, label, also }) => {
            const isCurrent = part === path || also?.includes(part);
            return (
              <Link
                key={path}
                href={links.repository(repository, path)}
                className="sw-tab"
                aria-current={isCurrent ? 'page' : undefined}
              >
                {label}
              </Link>
            );
          })}
      </div>
    </nav>
  );
}
