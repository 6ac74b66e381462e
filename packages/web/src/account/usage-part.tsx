import { useSession } from '../api/session.ts';
import { UsageSection } from '../components/usage-section.tsx';

/** What one’s own namespace uses, and may use. */
export function UsagePart() {
  const { user } = useSession();
  return user ? <UsageSection namespace={user.username} /> : null;
}
