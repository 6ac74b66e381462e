import type { SearchResult } from '@slipway/api';
import { Download, Star } from 'lucide-react';
import { Link } from 'wouter';
import { Avatar } from '../components/avatar.tsx';
import { ArchivedBadge, TrustBadge, TypeBadge, VisibilityBadge } from '../components/badges.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { formatCount } from '../format/count.ts';

/** A repository that a search found. */
export function SearchResultCard({ result }: { result: SearchResult }) {
  const [namespace = '', name = ''] = result.name.split('/');
  return (
    <article className="sw-repository sw-moves">
      <Avatar name={result.name} size={40} />
      <div className="sw-repository-text">
        <h2>
          <Link href={`/r/${result.name}`} className="sw-repository-link">
            <span className="sw-namespace">{namespace}/</span>
            {name}
          </Link>
        </h2>
        {result.short_description && (
          <p className="sw-repository-description">{result.short_description}</p>
        )}
        <ul className="sw-meta">
          <li className="sw-badges">
            {result.is_private && <VisibilityBadge isPrivate />}
            <TrustBadge badge={result.badge} />
            {result.archived && <ArchivedBadge />}
            {result.type !== 'image' && <TypeBadge type={result.type} />}
          </li>
          <li>
            <Download size={13} aria-label="pulls" role="img" />{' '}
            {formatCount(Number(result.pull_count))}
          </li>
          <li>
            <Star size={13} aria-label="stars" role="img" /> {formatCount(result.star_count)}
          </li>
          <li>
            <RelativeTime at={result.updated_at} />
          </li>
          {result.architectures.length > 0 && (
            <li className="sw-mono">
              {result.architectures.map(({ label }) => label).join(' · ')}
            </li>
          )}
        </ul>
      </div>
    </article>
  );
}
