import type { AuditAction } from './audit-action.ts';

/** What is done to webhooks, a repository's and an organization's alike. */
export const webhookActions: Readonly<Record<string, AuditAction>> = {
  'webhook.create': { label: 'Webhook Created', says: 'created the webhook {name}' },
  'webhook.update': { label: 'Webhook Updated', says: 'changed the webhook {name}' },
  'webhook.delete': { label: 'Webhook Deleted', says: 'deleted the webhook {name}' },
};
