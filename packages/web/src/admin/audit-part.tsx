import { AuditLogSection } from '../components/audit-log.tsx';

/** What was done in the whole hub. */
export function AuditPart() {
  return <AuditLogSection />;
}
