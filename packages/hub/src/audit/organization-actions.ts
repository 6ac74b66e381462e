import type { AuditAction } from './audit-action.ts';
import { webhookActions } from './webhook-actions.ts';

/** What is done to organizations: Docker Hub's actions, and ours. */
export const organizationActions: Readonly<Record<string, AuditAction>> = {
  create: { label: 'Organization Created', says: 'created the organization {name}' },
  update: { label: 'Organization Updated', says: 'changed the organization {name}' },
  delete: { label: 'Organization Deleted', says: 'deleted the organization {name}' },
  'settings.update': {
    label: 'Settings Updated',
    says: 'changed the image access settings of {name}',
  },
  'registry_access.update': {
    label: 'Registry Access Updated',
    says: 'changed the registry access settings of {name}',
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
    says: 'changed the role of {name} from {previous} to {role}',
  },
  'member.invite.send': { label: 'Member Invited', says: 'invited {name}' },
  'member.invite.cancel': {
    label: 'Invitation Cancelled',
    says: 'cancelled the invitation of {name}',
  },
  'member.invite.decline': {
    label: 'Invitation Declined',
    says: 'declined the invitation of {name}',
  },
  'team.create': { label: 'Team Created', says: 'created the team {name}' },
  'team.update': { label: 'Team Updated', says: 'changed the team {name}' },
  'team.delete': { label: 'Team Deleted', says: 'deleted the team {name}' },
  'team.member.add': {
    label: 'Team Member Added',
    says: 'added {name} to the team {team}',
  },
  'team.member.remove': {
    label: 'Team Member Removed',
    says: 'removed {name} from the team {team}',
  },
  'access_token.create': {
    label: 'Access Token Created',
    says: 'created the access token {name}',
  },
  'access_token.update': {
    label: 'Access Token Updated',
    says: 'changed the access token {name}',
  },
  'access_token.delete': {
    label: 'Access Token Deleted',
    says: 'deleted the access token {name}',
  },
  ...webhookActions,
};
