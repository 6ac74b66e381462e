import type { AuditActions } from '@slipway/api';
import { accountActions, hubActions, namespaceActions } from './account-actions.ts';
import type { ActionData, AuditAction } from './audit-action.ts';
import { organizationActions } from './organization-actions.ts';
import { repositoryActions } from './repository-actions.ts';

/** Every action, by subject. */
const groups: Readonly<
  Record<string, { label: string; actions: Readonly<Record<string, AuditAction>> }>
> = {
  repo: { label: 'Repository', actions: repositoryActions },
  org: { label: 'Organization', actions: organizationActions },
  account: { label: 'Account', actions: accountActions },
  hub: { label: 'Hub', actions: hubActions },
  namespace: { label: 'Namespace', actions: namespaceActions },
};

/** What may be filtered by, as Docker Hub lists it. */
export function auditActions(): AuditActions {
  const entries = Object.entries(groups).map(([subject, { label, actions }]) => {
    const listed = Object.entries(actions).map(([name, action]) => ({
      name,
      label: action.label,
      description: `contains ${action.label.toLowerCase()} events`,
    }));
    return [subject, { label, actions: listed }] as const;
  });
  return { actions: Object.fromEntries(entries) };
}

/** What an event did, as a sentence without its subject. */
export function describeAction(event: {
  readonly action: string;
  readonly name: string;
  readonly data: ActionData;
}): string {
  const { action, name, data } = event;
  const dot = action.indexOf('.');
  const known = groups[action.slice(0, dot)]?.actions[action.slice(dot + 1)];
  return known ? sentence(known, name, data) : `${action.replaceAll(/[._]/g, ' ')}: ${name}`;
}

function sentence({ says }: AuditAction, name: string, data: ActionData): string {
  if (typeof says === 'function') return says(name, data);
  return says.replaceAll(/\{(\w+)\}/g, (_, key: string) =>
    key === 'name' ? name : String(data[key]),
  );
}
