import { AuditLogSection } from '../components/audit-log.tsx';
import type { OrganizationPartProps } from './organization-part.ts';

/** What was done in an organization. */
export function AuditPart({ organization }: OrganizationPartProps) {
  return <AuditLogSection namespace={organization.orgname} />;
}
