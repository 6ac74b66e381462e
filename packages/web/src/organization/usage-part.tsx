import { UsageSection } from '../components/usage-section.tsx';
import type { OrganizationPartProps } from './organization-part.ts';

/** What an organization uses, and may use. */
export function UsagePart({ organization }: OrganizationPartProps) {
  return <UsageSection namespace={organization.orgname} />;
}
