import { Download, Star } from 'lucide-react';
import { Link } from 'wouter';
import type { RepositorySummary } from '../api/repository.ts';
import { links } from '../app/links.ts';
import { formatCount } from '../format/count.ts';
import { RepositoryBadges } from '../repository/repository-badges.tsx';
import { Avatar } from './avatar.tsx';
import { VisibilityBadge } from './badges.tsx';
import { RelativeTime } from './relative-time.tsx';

/** A repository in a list. */
export function RepositoryCard({
  repository,
  withNamespace = true,
}: {
  repository: RepositorySummary;
  withNamespace?: boolean;
}) {
  const { namespace, name, description } = repository;
  return (
    <article className="sw-repository sw-moves">
      <Avatar name={`${namespace}/${name}`} size={40} />
      <div className="sw-repository-text">
        <h3>
          <Link href={links.repository(repository)} className="sw-repository-link">
            {withNamespace && <span className="sw-namespace">{namespace}/</span>}
            {name}
          </Link>
        </h3>
        {description && <p className="sw-repository-description">{description}</p>}
        <ul className="sw-meta">
          {repository.is_private && (
            <li>
              <VisibilityBadge isPrivate />
            </li>
          )}
          <li className="sw-badges">
            <RepositoryBadges repository={repository} />
          </li>
          <li>
            <Download size={13} aria-label="pulls" role="img" />{' '}
            {formatCount(repository.pull_count)}
          </li>
          <li>
            <Star size={13} aria-label="stars" role="img" /> {formatCount(repository.star_count)}
          </li>
          <li>
            <RelativeTime at={repository.last_updated} />
          </li>
        </ul>
      </div>
    </article>
  );
}

/** Several of them. */
export function RepositoryList({
  repositories,
  label,
  withNamespace = true,
}: {
  repositories: readonly RepositorySummary[];
  label: string;
  withNamespace?: boolean;
}) {
  return (
    <ul className="sw-repository-list" aria-label={label}>
      {repositories.map((repository) => (
        <li key={`${repository.namespace}/${repository.name}`}>
          <RepositoryCard repository={repository} withNamespace={withNamespace} />
        </li>
      ))}
    </ul>
  );
}
