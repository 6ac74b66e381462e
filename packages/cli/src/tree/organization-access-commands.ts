import type { ArgumentSpec, CommandSpec, OptionSpec } from './command-spec.ts';
import { hubOptions, jsonOption, limitOption } from './shared-options.ts';

const organization: ArgumentSpec = { syntax: '<org>', description: 'the organization' };
const invite: ArgumentSpec = { syntax: '<invite>', description: 'its id, or whom it invites' };
const ownInvite: ArgumentSpec = { syntax: '<invite>', description: 'its id, or the organization' };
const common: readonly OptionSpec[] = [jsonOption, ...hubOptions];
const tokens = () => import('../commands/org-tokens.ts');
const invites = () => import('../commands/invites.ts');

/** Commands about who and what gets into an organization, and what was done there. */
export const organizationAccessCommands: readonly CommandSpec[] = [
  {
    name: 'invites',
    summary: 'list the invitations that wait for an answer',
    arguments: [organization],
    options: common,
    examples: [{ command: 'slipway org invites acme', does: 'with their ends' }],
    load: async () => (await invites()).ofOrganization,
  },
  {
    name: 'invite-cancel',
    summary: 'take an invitation back',
    arguments: [organization, invite],
    options: common,
    examples: [{ command: 'slipway org invite-cancel acme ada', does: 'at once' }],
    load: async () => (await invites()).cancel,
  },
  {
    name: 'invite-resend',
    summary: 'send an invitation again; it holds anew',
    arguments: [organization, invite],
    options: common,
    examples: [{ command: 'slipway org invite-resend acme ada@example.org', does: 'a new link' }],
    load: async () => (await invites()).resend,
  },
  {
    name: 'tokens',
    summary: "list an organization's access tokens",
    arguments: [organization],
    options: common,
    examples: [{ command: 'slipway org tokens acme', does: 'with their last use' }],
    load: async () => (await tokens()).list,
  },
  {
    name: 'token-create',
    summary: 'create an access token of an organization and print it, once',
    details: `It belongs to nobody: builds log in with the organization's name and it.`,
    arguments: [organization, { syntax: '<label>', description: 'what it is for' }],
    options: [
      {
        flags: '--repository <repository>',
        description: 'only for this one (default all of them); may be given several times',
        repeatable: true,
      },
      { flags: '--pull', description: 'to pull (the default)' },
      { flags: '--push', description: 'to push and pull' },
      { flags: '--public-read', description: 'also to pull every public repository' },
      {
        flags: '--expires <when>',
        description: 'a date (2027-01-31) or a time from now (12h, 30d, 8w)',
      },
      { flags: '--description <text>', description: 'more about what it is for' },
      { flags: '-q, --quiet', description: 'print only the token' },
      ...common,
    ],
    examples: [
      {
        command: 'slipway org token-create acme ci --repository tool --push --expires 90d',
        does: 'reaches acme/tool alone',
      },
    ],
    load: async () => (await tokens()).create,
  },
  {
    name: 'token-revoke',
    summary: "end one of an organization's tokens, at once",
    arguments: [organization, { syntax: '<token>', description: "the token's id or its label" }],
    options: common,
    examples: [{ command: 'slipway org token-revoke acme ci', does: 'by its label' }],
    load: async () => (await tokens()).revoke,
  },
  {
    name: 'retention',
    summary: 'show or set the rules by which tags go, for repositories without their own',
    arguments: [{ syntax: '<org>', description: 'the organization, or your own account' }],
    options: [
      { flags: '--set <file>', description: 'the rules, JSON; "-" reads standard input' },
      ...common,
    ],
    examples: [
      { command: 'slipway org retention acme', does: 'which rules hold' },
      { command: 'slipway org retention acme --set rules.json', does: 'from now on' },
    ],
    load: () => import('../commands/org-retention.ts'),
  },
  {
    name: 'audit',
    summary: 'list what was done in an organization, the newest first',
    arguments: [{ syntax: '<org>', description: 'the organization, or your own account' }],
    options: [
      { flags: '--action <action>', description: 'one action, or its first parts: repo.tag' },
      { flags: '--actor <account>', description: 'only what this account did' },
      { flags: '--name <name>', description: 'only what was done to this' },
      {
        flags: '--from <when>',
        description: 'since a date (2027-01-31) or so long ago (12h, 30d, 8w)',
      },
      { flags: '--to <when>', description: 'until then, in the same way' },
      limitOption,
      ...common,
    ],
    examples: [
      { command: 'slipway org audit acme --from 7d', does: 'of the last week' },
      { command: 'slipway org audit acme --actor ada --action repo --json', does: 'for programs' },
    ],
    load: async () => (await import('../commands/audit.ts')).ofOrganization,
  },
];

/** Commands about invitations to oneself. */
export const ownInviteCommands: readonly CommandSpec[] = [
  {
    name: 'invites',
    summary: 'list the organizations you are invited to',
    options: common,
    examples: [{ command: 'slipway user invites', does: 'with who invites you' }],
    load: async () => (await invites()).own,
  },
  {
    name: 'invite-accept',
    summary: 'become a member of an organization that invites you',
    arguments: [ownInvite],
    options: common,
    examples: [{ command: 'slipway user invite-accept acme', does: 'from now on' }],
    load: async () => (await invites()).accept,
  },
  {
    name: 'invite-decline',
    summary: 'decline an invitation',
    arguments: [ownInvite],
    options: common,
    examples: [{ command: 'slipway user invite-decline acme', does: 'nothing else changes' }],
    load: async () => (await invites()).decline,
  },
];
