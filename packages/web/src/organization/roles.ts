import type { OrganizationRole, RepositoryPermissionName } from '@slipway/api';

/** Roles of an organization, to choose from. */
export const roleChoices: { value: OrganizationRole; label: string }[] = [
  { value: 'member', label: 'Member' },
  { value: 'editor', label: 'Editor' },
  { value: 'owner', label: 'Owner' },
];

/** The role that a member's list names with a capital. */
export function roleOf(name: string): OrganizationRole {
  return roleChoices.find(({ label }) => label === name)?.value ?? 'member';
}

/** What a team may do with a repository, to choose from. */
export const permissionChoices: { value: RepositoryPermissionName; label: string }[] = [
  { value: 'read', label: 'Read: pull' },
  { value: 'write', label: 'Write: pull and push' },
  { value: 'admin', label: 'Admin: all, settings too' },
];
