import { useSession } from '../api/session.ts';
import { AuditLogSection } from '../components/audit-log.tsx';

/** What was done in one’s own namespace. */
export function AuditPart() {
  const { user } = useSession();
  return user ? <AuditLogSection namespace={user.username} /> : null;
}
