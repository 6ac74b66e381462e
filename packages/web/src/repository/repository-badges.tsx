import type { RepositorySummary } from '../api/repository.ts';
import { ArchivedBadge, TrustBadge, TypeBadge } from '../components/badges.tsx';
import { contentKind } from './content-kind.ts';

/** What a repository is besides public or private; nothing for a plain repository of images. */
export function RepositoryBadges({ repository }: { repository: RepositorySummary }) {
  const kind = contentKind(repository.content_types);
  return (
    <>
      <TrustBadge badge={repository.badge} />
      {repository.is_archived && <ArchivedBadge />}
      {kind !== 'image' && <TypeBadge type={kind} />}
    </>
  );
}
