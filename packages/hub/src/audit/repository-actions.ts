import type { ActionData, AuditAction } from './audit-action.ts';
import { webhookActions } from './webhook-actions.ts';

const to = (data: ActionData) => (data.permission ? ` to ${data.permission}` : '');
const shortDigest = (digest = '') => digest.slice(0, 'sha256:'.length + 12);

/** What is done to repositories: Docker Hub's actions, and ours. */
export const repositoryActions: Readonly<Record<string, AuditAction>> = {
  create: { label: 'Repository Created', says: 'created the repository {name}' },
  update: { label: 'Repository Updated', says: 'changed the repository {name}' },
  delete: { label: 'Repository Deleted', says: 'deleted the repository {name}' },
  change_privacy: {
    label: 'Privacy Changed',
    says: (name, { visibility }) =>
      visibility
        ? `made the repository ${name} ${visibility}`
        : `changed who may see the repository ${name}`,
  },
  'category.updated': {
    label: 'Categories Changed',
    says: 'changed the categories of the repository {name}',
  },
  'immutable.tags.updated': {
    label: 'Immutable Tags Changed',
    says: 'changed which tags of the repository {name} are immutable',
  },
  'tag.push': {
    label: 'Tag Pushed',
    says: (name, { tag, digest }) =>
      `pushed the tag ${tag} with the digest ${shortDigest(digest)} to the repository ${name}`,
  },
  'tag.delete': {
    label: 'Tag Deleted',
    says: 'deleted the tag {tag} of the repository {name}',
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
  rename: { label: 'Repository Renamed', says: 'renamed a repository to {name}' },
  transfer: {
    label: 'Repository Transferred',
    says: 'moved a repository to {name}',
  },
  archive: { label: 'Repository Archived', says: 'archived the repository {name}' },
  unarchive: {
    label: 'Repository Unarchived',
    says: 'unarchived the repository {name}',
  },
  'collaborator.add': {
    label: 'Collaborator Added',
    says: 'gave {user} {permission} access to {name}',
  },
  'collaborator.update': {
    label: 'Collaborator Changed',
    says: (name, data) => `changed the access of ${data.user} to ${name}${to(data)}`,
  },
  'collaborator.remove': {
    label: 'Collaborator Removed',
    says: 'stopped sharing {name} with {user}',
  },
  'team.set': {
    label: 'Team Permission Set',
    says: 'gave the team {team} {permission} access to {name}',
  },
  'team.remove': {
    label: 'Team Permission Removed',
    says: 'took the access of the team {team} to {name} away',
  },
  close: { label: 'Repository Closed', says: 'closed the repository {name}' },
  open: { label: 'Repository Opened', says: 'opened the repository {name}' },
  'badge.updated': { label: 'Badge Changed', says: 'changed the badge of the repository {name}' },
  'alias.remove': {
    label: 'Former Name Removed',
    says: 'gave a former name up of the repository {name}',
  },
  'transfer.offer': {
    label: 'Transfer Offered',
    says: 'offered to transfer the repository {name}',
  },
  'transfer.withdraw': {
    label: 'Transfer Withdrawn',
    says: 'withdrew the transfer of the repository {name}',
  },
  'transfer.decline': {
    label: 'Transfer Declined',
    says: 'declined the transfer of the repository {name}',
  },
  'retention.updated': {
    label: 'Retention Changed',
    says: 'changed the retention rules of the repository {name}',
  },
  'retention.run': {
    label: 'Retention Applied',
    says: 'applied the retention rules to the repository {name}',
  },
  ...webhookActions,
};
