import { auditCommands } from '../audit/prune-audit.ts';
import { collaboratorCommands } from '../collaborators/collaborator-commands.ts';
import { commandList } from '../command-list.ts';
import { answerInvite } from '../invites/answer-invite.ts';
import { inviteCommands } from '../invites/invite-commands.ts';
import { organizationTokenCommands } from '../organization-tokens/organization-token-commands.ts';
import {
  addTeamMember,
  createTeam,
  deleteTeam,
  removeTeamMember,
  updateTeam,
} from '../teams/team-commands.ts';
import { setTeamPermission } from '../teams/team-permission-commands.ts';
import { addMember, removeMember, updateMember } from './member-commands.ts';
import {
  createOrganization,
  deleteOrganization,
  setOrganizationSettings,
  updateOrganization,
} from './organization-commands.ts';

/** Every command of organizations, teams, invitations, sharing and the audit log. */
export const organizationCommands = commandList(
  createOrganization,
  updateOrganization,
  setOrganizationSettings,
  deleteOrganization,
  addMember,
  updateMember,
  removeMember,
  createTeam,
  updateTeam,
  deleteTeam,
  addTeamMember,
  removeTeamMember,
  setTeamPermission,
  ...inviteCommands,
  answerInvite,
  ...collaboratorCommands,
  ...organizationTokenCommands,
  ...auditCommands,
);
