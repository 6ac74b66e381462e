import type { AuditActions } from '@slipway/api';
import { accountActions, hubActions } from './account-actions.ts';
import type { ActionData, AuditAction } from './audit-action.ts';
import { namespaceActions, organizationActions, repositoryActions } from './more-actions.ts';

const to = (data: ActionData) => (data.permission ? ` to ${data.permission}` : '');
const shortDigest = (digest = '') => digest.slice(0, 'sha256:'.length + 12);

/** Docker Hub's actions, and the hub's own beside them, by subject. */
const groups: Readonly<
  Record<string, { label: string; actions: Readonly<Record<string, AuditAction>> }>
> = {
  repo: {
    label: 'Repository',
    actions: {
      create: { label: 'Repository Created', says: (name) => `created the repository ${name}` },
      update: { label: 'Repository Updated', says: (name) => `changed the repository ${name}` },
      delete: { label: 'Repository Deleted', says: (name) => `deleted the repository ${name}` },
      change_privacy: {
        label: 'Privacy Changed',
        says: (name, { visibility }) =>
          visibility
            ? `made the repository ${name} ${visibility}`
            : `changed who may see the repository ${name}`,
      },
      'category.updated': {
        label: 'Categories Changed',
        says: (name) => `changed the categories of the repository ${name}`,
      },
      'immutable.tags.updated': {
        label: 'Immutable Tags Changed',
        says: (name) => `changed which tags of the repository ${name} are immutable`,
      },
      'tag.push': {
        label: 'Tag Pushed',
        says: (name, { tag, digest }) =>
          `pushed the tag ${tag} with the digest ${shortDigest(digest)} to the repository ${name}`,
      },
      'tag.delete': {
        label: 'Tag Deleted',
        says: (name, { tag }) => `deleted the tag ${tag} of the repository ${name}`,
      },
      'tag.restore': {
        label: 'Tag Restored',
        says: (name, { tag, digest }) =>
          `set the tag ${tag} of the repository ${name} to the digest ${shortDigest(digest)} again`,
      },
      'manifest.delete': {
        label: 'Image Deleted',
        says: (name, { digest }) => `deleted the image ${shortDigest(digest)} of ${name}`,
      },
      rename: { label: 'Repository Renamed', says: (name) => `renamed a repository to ${name}` },
      transfer: {
        label: 'Repository Transferred',
        says: (name) => `moved a repository to ${name}`,
      },
      archive: { label: 'Repository Archived', says: (name) => `archived the repository ${name}` },
      unarchive: {
        label: 'Repository Unarchived',
        says: (name) => `unarchived the repository ${name}`,
      },
      'collaborator.add': {
        label: 'Collaborator Added',
        says: (name, { user, permission }) => `gave ${user} ${permission} access to ${name}`,
      },
      'collaborator.update': {
        label: 'Collaborator Changed',
        says: (name, data) => `changed the access of ${data.user} to ${name}${to(data)}`,
      },
      'collaborator.remove': {
        label: 'Collaborator Removed',
        says: (name, { user }) => `stopped sharing ${name} with ${user}`,
      },
      'team.set': {
        label: 'Team Permission Set',
        says: (name, { team, permission }) =>
          `gave the team ${team} ${permission} access to ${name}`,
      },
      'team.remove': {
        label: 'Team Permission Removed',
        says: (name, { team }) => `took the access of the team ${team} to ${name} away`,
      },
      ...repositoryActions,
    },
  },
  org: {
    label: 'Organization',
    actions: {
      create: { label: 'Organization Created', says: (name) => `created the organization ${name}` },
      update: { label: 'Organization Updated', says: (name) => `changed the organization ${name}` },
      delete: { label: 'Organization Deleted', says: (name) => `deleted the organization ${name}` },
      'settings.update': {
        label: 'Settings Updated',
        says: (name) => `changed the image access settings of ${name}`,
      },
      'registry_access.update': {
        label: 'Registry Access Updated',
        says: (name) => `changed the registry access settings of ${name}`,
      },
      'member.add': {
        label: 'Member Added',
        says: (name, { role }) =>
          `made ${name} ${role === 'owner' || role === 'editor' ? 'an' : 'a'} ${role ?? 'member'}`,
      },
      'member.remove': {
        label: 'Member Removed',
        says: (name, { left }) => (left ? 'left the organization' : `removed the member ${name}`),
      },
      'member.role.change': {
        label: 'Member Role Changed',
        says: (name, { role, previous }) =>
          `changed the role of ${name} from ${previous} to ${role}`,
      },
      'member.invite.send': { label: 'Member Invited', says: (name) => `invited ${name}` },
      'member.invite.cancel': {
        label: 'Invitation Cancelled',
        says: (name) => `cancelled the invitation of ${name}`,
      },
      'member.invite.decline': {
        label: 'Invitation Declined',
        says: (name) => `declined the invitation of ${name}`,
      },
      'team.create': { label: 'Team Created', says: (name) => `created the team ${name}` },
      'team.update': { label: 'Team Updated', says: (name) => `changed the team ${name}` },
      'team.delete': { label: 'Team Deleted', says: (name) => `deleted the team ${name}` },
      'team.member.add': {
        label: 'Team Member Added',
        says: (name, { team }) => `added ${name} to the team ${team}`,
      },
      'team.member.remove': {
        label: 'Team Member Removed',
        says: (name, { team }) => `removed ${name} from the team ${team}`,
      },
      'access_token.create': {
        label: 'Access Token Created',
        says: (name) => `created the access token ${name}`,
      },
      'access_token.update': {
        label: 'Access Token Updated',
        says: (name) => `changed the access token ${name}`,
      },
      'access_token.delete': {
        label: 'Access Token Deleted',
        says: (name) => `deleted the access token ${name}`,
      },
      ...organizationActions,
    },
  },
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
  return known ? known.says(name, data) : `${action.replaceAll(/[._]/g, ' ')}: ${name}`;
}
