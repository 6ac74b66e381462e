import { Group } from '@mantine/core';
import { Download, HardDrive, History } from 'lucide-react';
import { Link } from 'wouter';
import { links } from '../app/links.ts';
import { Avatar } from '../components/avatar.tsx';
import { VisibilityBadge } from '../components/badges.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { StarButton } from '../components/star-button.tsx';
import { formatBytes } from '../format/bytes.ts';
import { counted } from '../format/count.ts';
import { RepositoryBadges } from './repository-badges.tsx';
import { useRepository } from './repository-context.ts';

/** What every tab of a repository stands under. */
export function RepositoryHeader() {
  const repository = useRepository();
  const { namespace, name, description, storage_size } = repository;
  return (
    <div className="sw-page sw-repository-head">
      <PageHeader
        icon={<Avatar name={`${namespace}/${name}`} size={52} />}
        documentTitle={`${namespace}/${name}`}
        title={
          <>
            <Link href={links.namespace(namespace)} className="sw-plain-link sw-namespace">
              {namespace}
            </Link>
            <span className="sw-slash">/</span>
            {name}
          </>
        }
        badges={
          <Group gap={6}>
            <VisibilityBadge isPrivate={repository.is_private} />
            <RepositoryBadges repository={repository} />
          </Group>
        }
        lead={
          <>
            {description && <p className="sw-description">{description}</p>}
            <ul className="sw-meta">
              <li>
                <Download size={14} aria-hidden="true" /> {counted(repository.pull_count, 'pull')}
              </li>
              {storage_size !== null && (
                <li>
                  <HardDrive size={14} aria-hidden="true" /> {formatBytes(storage_size)}
                </li>
              )}
              <li>
                <History size={14} aria-hidden="true" /> updated{' '}
                <RelativeTime at={repository.last_updated} />
              </li>
            </ul>
          </>
        }
        actions={<StarButton repository={repository} />}
      />
    </div>
  );
}
