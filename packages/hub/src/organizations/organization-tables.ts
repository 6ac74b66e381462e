import type { OrganizationRole } from '@slipway/api';
import type { Generated } from 'kysely';

/** What a team or a collaborator may do with a repository. */
export type RepositoryPermission = 'read' | 'write' | 'admin';

export interface OrganizationMemberRow {
  organization_id: number;
  account_id: number;
  role: OrganizationRole;
  created_at: number;
}

export interface TeamRow {
  id: Generated<number>;
  organization_id: number;
  name: string;
  description: string;
  created_at: number;
}

export interface TeamMemberRow {
  team_id: number;
  account_id: number;
  created_at: number;
}

export interface TeamRepositoryRow {
  team_id: number;
  repository_id: number;
  permission: RepositoryPermission;
}

/** Somebody with whom a personal repository is shared. */
export interface CollaboratorRow {
  repository_id: number;
  account_id: number;
  permission: RepositoryPermission;
  created_at: number;
}

/** What an organization's owners set; what it says of itself is a profile, as an account's. */
export interface OrganizationRow {
  organization_id: number;
  /** JSON in the shape of Docker Hub's `restricted_images`; null: never set. */
  restricted_images: string | null;
  /** JSON in the shape of Docker Hub's registry access management; null: never set. */
  registry_access: string | null;
}

/** An organization is an account of kind `organization`; here is who belongs to it and may what. */
export interface OrganizationTables {
  hub_organizations: OrganizationRow;
  hub_organization_members: OrganizationMemberRow;
  hub_teams: TeamRow;
  hub_team_members: TeamMemberRow;
  hub_team_repositories: TeamRepositoryRow;
  hub_collaborators: CollaboratorRow;
}
