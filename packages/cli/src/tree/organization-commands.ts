import type { ArgumentSpec, CommandSpec, OptionSpec } from './command-spec.ts';
import { organizationAccessCommands } from './organization-access-commands.ts';
import { hubOptions, jsonOption, yesOption } from './shared-options.ts';

const organization: ArgumentSpec = { syntax: '<org>', description: 'the organization' };
const team: ArgumentSpec = { syntax: '<team>', description: 'the team' };
const user: ArgumentSpec = { syntax: '<user>', description: 'the account' };
const repository: ArgumentSpec = {
  syntax: '<repository>',
  description: "one of the organization's",
};
const common: readonly OptionSpec[] = [jsonOption, ...hubOptions];
const roles = ['member', 'editor', 'owner'];
const roleOption: OptionSpec = {
  flags: '--role <role>',
  description: 'what they are in it (default member)',
  choices: roles,
};
const settings: readonly OptionSpec[] = [
  { flags: '--full-name <name>', description: 'its name for people' },
  { flags: '--description <text>', description: 'what it is' },
];
const org = () => import('../commands/org.ts');
const teams = () => import('../commands/team.ts');

export const organizationCommands: readonly CommandSpec[] = [
  {
    name: 'org',
    summary: 'manage organizations and who belongs to them',
    children: [
      {
        name: 'list',
        summary: 'list the organizations you belong to',
        options: common,
        examples: [{ command: 'slipway org list', does: 'with your role' }],
        load: async () => (await org()).list,
      },
      {
        name: 'create',
        summary: 'create an organization',
        arguments: [organization],
        options: [...settings, ...common],
        examples: [{ command: 'slipway org create acme', does: 'you own it' }],
        load: async () => (await org()).create,
      },
      {
        name: 'show',
        summary: 'show an organization',
        arguments: [organization],
        options: common,
        examples: [{ command: 'slipway org show acme', does: 'as far as you may see it' }],
        load: async () => (await org()).show,
      },
      {
        name: 'edit',
        summary: 'change what an organization is described by',
        arguments: [organization],
        options: [...settings, ...common],
        examples: [{ command: 'slipway org edit acme --full-name "Acme"', does: 'its name' }],
        load: async () => (await org()).edit,
      },
      {
        name: 'delete',
        summary: 'delete an organization that has no repositories left',
        arguments: [organization],
        options: [yesOption, ...common],
        examples: [{ command: 'slipway org delete acme', does: 'has you type its name first' }],
        load: async () => (await org()).remove,
      },
      {
        name: 'members',
        summary: 'list the members of an organization',
        arguments: [organization],
        options: common,
        examples: [{ command: 'slipway org members acme', does: 'with roles and teams' }],
        load: async () => (await org()).members,
      },
      {
        name: 'invite',
        summary: 'invite people to an organization',
        arguments: [
          organization,
          { syntax: '<who...>', description: 'names of accounts, or e-mail addresses' },
        ],
        options: [roleOption, { flags: '--team <team>', description: 'and to a team' }, ...common],
        examples: [{ command: 'slipway org invite acme ada --role editor', does: 'she accepts' }],
        load: async () => (await org()).invite,
      },
      {
        name: 'add',
        summary: 'make an account a member without asking it (administrators only)',
        arguments: [organization, user],
        options: [roleOption, ...common],
        examples: [{ command: 'slipway org add acme ci', does: 'at once' }],
        load: async () => (await org()).add,
      },
      {
        name: 'role',
        summary: 'change what a member is',
        arguments: [
          organization,
          user,
          { syntax: '<role>', description: 'the new role', choices: roles },
        ],
        options: common,
        examples: [{ command: 'slipway org role acme ada owner', does: 'from now on' }],
        load: async () => (await org()).role,
      },
      {
        name: 'remove',
        summary: 'take a member out of an organization',
        arguments: [organization, user],
        options: common,
        examples: [{ command: 'slipway org remove acme ada', does: 'out of its teams too' }],
        load: async () => (await org()).removeMember,
      },
      ...organizationAccessCommands,
    ],
  },
  {
    name: 'team',
    summary: 'manage teams and what they may do',
    children: [
      {
        name: 'list',
        summary: 'list the teams of an organization',
        arguments: [organization],
        options: common,
        examples: [{ command: 'slipway team list acme', does: 'with how many belong to each' }],
        load: async () => (await teams()).list,
      },
      {
        name: 'create',
        summary: 'create a team',
        arguments: [organization, team],
        options: [{ flags: '--description <text>', description: 'what it is for' }, ...common],
        examples: [{ command: 'slipway team create acme builders', does: 'without members' }],
        load: async () => (await teams()).create,
      },
      {
        name: 'delete',
        summary: 'delete a team; its members stay in the organization',
        arguments: [organization, team],
        options: [yesOption, ...common],
        examples: [{ command: 'slipway team delete acme builders --yes', does: 'at once' }],
        load: async () => (await teams()).remove,
      },
      {
        name: 'members',
        summary: 'list the members of a team',
        arguments: [organization, team],
        options: common,
        examples: [{ command: 'slipway team members acme builders', does: 'by name' }],
        load: async () => (await teams()).members,
      },
      {
        name: 'add',
        summary: 'put a member of the organization into a team',
        arguments: [organization, team, user],
        options: common,
        examples: [{ command: 'slipway team add acme builders ada', does: 'at once' }],
        load: async () => (await teams()).add,
      },
      {
        name: 'remove',
        summary: 'take somebody out of a team',
        arguments: [organization, team, user],
        options: common,
        examples: [{ command: 'slipway team remove acme builders ada', does: 'at once' }],
        load: async () => (await teams()).removeMember,
      },
      {
        name: 'repositories',
        summary: 'list what a team has permissions for',
        arguments: [organization, team],
        options: common,
        examples: [{ command: 'slipway team repositories acme builders', does: 'with which' }],
        load: async () => (await teams()).repositories,
      },
      {
        name: 'grant',
        summary: 'give a team a permission for a repository',
        arguments: [
          organization,
          team,
          repository,
          {
            syntax: '<permission>',
            description: 'what it may do',
            choices: ['read', 'write', 'admin'],
          },
        ],
        options: common,
        examples: [
          { command: 'slipway team grant acme builders my-app write', does: 'acme/my-app' },
        ],
        load: async () => (await teams()).grant,
      },
      {
        name: 'revoke',
        summary: 'take a permission from a team',
        arguments: [organization, team, repository],
        options: common,
        examples: [{ command: 'slipway team revoke acme builders my-app', does: 'at once' }],
        load: async () => (await teams()).revoke,
      },
    ],
  },
];
