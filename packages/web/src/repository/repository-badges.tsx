import type { Repository, RepositoryEntry } from '@slipway/api';
import { ArchivedBadge, TrustBadge, TypeBadge } from '../components/badges.tsx';
import { contentKind } from './content-kind.ts';

/** What a repository is besides public or private; nothing for a plain repository of images. */
export function RepositoryBadges({ repository }: { repository: Repository | RepositoryEntry }) {
  const kind = contentKind(repository.content_types);
  return (
    <>
      {'badge' in repository && <TrustBadge badge={repository.badge as string | null} />}
      {'is_archived' in repository && repository.is_archived === true && <ArchivedBadge />}
      {kind !== 'image' && <TypeBadge type={kind} />}
    </>
  );
}
