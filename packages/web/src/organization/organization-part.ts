import type { Organization } from '@slipway/api';

/** What each part of an organization's page is given. */
export interface OrganizationPartProps {
  readonly organization: Organization;
  /** Whether whoever looks may change things. */
  readonly isOwner: boolean;
  /** What the address names within the part: a team. */
  readonly item?: string | undefined;
}
