import { useSession } from '../api/session.ts';
import { PageSkeleton } from '../shell/page-skeleton.tsx';
import { MemberHome } from './member-home.tsx';
import { VisitorHome } from './visitor-home.tsx';

/** Where one arrives: what this is, or what is one's own. */
export function HomePage() {
  const { user, isKnown } = useSession();
  if (!isKnown) return <PageSkeleton />;
  return user ? <MemberHome user={user} /> : <VisitorHome />;
}
