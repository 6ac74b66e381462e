import { WebhooksTab } from '../webhooks/webhooks-tab.tsx';
import type { OrganizationPartProps } from './organization-part.ts';

/** Webhooks that are told of all of an organization's repositories. */
export function WebhooksPart({ organization }: OrganizationPartProps) {
  return <WebhooksTab namespace={organization.orgname} />;
}
