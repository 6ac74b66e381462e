import type { AuditAction } from './audit-action.ts';

type Plain = Readonly<Record<string, readonly [label: string, words: string]>>;

/** Actions whose sentence is the same whatever else is noted with them: label, and words before the name. */
function plain(actions: Plain): Readonly<Record<string, AuditAction>> {
  const entries = Object.entries(actions).map(([action, [label, words]]) => {
    const says = (name: string) => `${words} ${name}`;
    return [action, { label, says }] as const;
  });
  return Object.fromEntries(entries);
}

/** Of repositories, beside Docker Hub's. */
export const repositoryActions = plain({
  close: ['Repository Closed', 'closed the repository'],
  open: ['Repository Opened', 'opened the repository'],
  'badge.updated': ['Badge Changed', 'changed the badge of the repository'],
  'alias.remove': ['Former Name Removed', 'gave a former name up of the repository'],
  'transfer.offer': ['Transfer Offered', 'offered to transfer the repository'],
  'transfer.withdraw': ['Transfer Withdrawn', 'withdrew the transfer of the repository'],
  'transfer.decline': ['Transfer Declined', 'declined the transfer of the repository'],
  'retention.updated': ['Retention Changed', 'changed the retention rules of the repository'],
  'retention.run': ['Retention Applied', 'applied the retention rules to the repository'],
  'webhook.create': ['Webhook Created', 'created the webhook'],
  'webhook.update': ['Webhook Updated', 'changed the webhook'],
  'webhook.delete': ['Webhook Deleted', 'deleted the webhook'],
});

/** Of organizations, beside Docker Hub's. */
export const organizationActions = plain({
  'webhook.create': ['Webhook Created', 'created the webhook'],
  'webhook.update': ['Webhook Updated', 'changed the webhook'],
  'webhook.delete': ['Webhook Deleted', 'deleted the webhook'],
});

/** Of namespaces, by administrators. */
export const namespaceActions = plain({
  'badge.updated': ['Badge Changed', 'changed the badge of'],
  'quota.updated': ['Quota Changed', 'changed the quota of'],
  'retention.updated': ['Retention Changed', 'changed the retention rules of'],
});
