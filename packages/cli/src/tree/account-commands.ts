import type { CommandSpec } from './command-spec.ts';
import { jobsCommand } from './job-commands.ts';
import { ownInviteCommands } from './organization-access-commands.ts';
import { organizationCommands } from './organization-commands.ts';
import { repositoryCommand, searchCommand } from './repository-commands.ts';
import { hubOptions, jsonOption } from './shared-options.ts';
import { webhookCommand } from './webhook-commands.ts';

const passwordStdin = {
  flags: '--password-stdin',
  description: 'read the password from standard input',
};

const users: CommandSpec = {
  name: 'user',
  summary: 'manage the accounts of a hub',
  children: [
    {
      name: 'add',
      summary: 'create an account (administrators only)',
      details: `Asks for the password; with --generate, or where nobody can be asked, makes one and prints
it once.`,
      arguments: [{ syntax: '<name>', description: "the account's name" }],
      options: [
        passwordStdin,
        { flags: '--generate', description: 'generate a password and print it' },
        { flags: '--admin', description: 'make it an administrator' },
        jsonOption,
        ...hubOptions,
      ],
      examples: [
        { command: 'slipway user add kirtan', does: 'asks for the password' },
        { command: 'slipway user add ci --generate', does: 'prints a new password' },
      ],
      load: () => import('../commands/user-add.ts'),
    },
    {
      name: 'list',
      summary: 'list the accounts (administrators only)',
      options: [jsonOption, ...hubOptions],
      examples: [{ command: 'slipway user list', does: 'a table' }],
      load: () => import('../commands/user-list.ts'),
    },
    {
      name: 'edit',
      summary: 'change an account (administrators only)',
      arguments: [{ syntax: '<name>', description: 'the account' }],
      options: [
        { flags: '--admin', description: 'make it an administrator' },
        { flags: '--not-admin', description: 'make it an ordinary account' },
        { flags: '--email <address>', description: 'its e-mail address' },
        { flags: '--open', description: 'open it again after it was closed' },
        jsonOption,
        ...hubOptions,
      ],
      examples: [{ command: 'slipway user edit ada --admin', does: 'from now on' }],
      load: async () => (await import('../commands/user-edit.ts')).edit,
    },
    {
      name: 'close',
      summary: 'close an account (administrators only)',
      arguments: [{ syntax: '<name>', description: 'the account' }],
      options: [jsonOption, ...hubOptions],
      examples: [{ command: 'slipway user close ada', does: 'nothing of it is lost' }],
      load: async () => (await import('../commands/user-edit.ts')).close,
    },
    {
      name: 'passwd',
      summary: "change one's own password, or (administrators) another's",
      arguments: [{ syntax: '[name]', description: 'the account; your own if absent' }],
      options: [
        passwordStdin,
        { flags: '--generate', description: 'generate a password and print it' },
        jsonOption,
        ...hubOptions,
      ],
      examples: [
        { command: 'slipway user passwd', does: 'asks for the old and the new password' },
        { command: 'slipway user passwd kirtan --generate', does: 'prints a new one for kirtan' },
      ],
      load: () => import('../commands/user-passwd.ts'),
    },
    ...ownInviteCommands,
  ],
};

const tokens: CommandSpec = {
  name: 'token',
  summary: 'manage personal access tokens',
  children: [
    {
      name: 'create',
      summary: 'create a token and print it, once',
      details: 'A token serves as the password of slipway login and docker login.',
      arguments: [{ syntax: '[label]', description: 'what it is for' }],
      options: [
        {
          flags: '--scope <scope>',
          description: 'the most it may do (default repo:write)',
          choices: ['repo:admin', 'repo:write', 'repo:read', 'repo:public_read'],
        },
        {
          flags: '--expires <when>',
          description: 'a date (2027-01-31) or a time from now (12h, 30d, 8w)',
        },
        {
          flags: '--repository <repository>',
          description: 'only for this one (NAMESPACE/NAME); may be given several times',
          repeatable: true,
        },
        {
          flags: '--public-read',
          description: 'with --repository: also to pull every public repository',
        },
        { flags: '-q, --quiet', description: 'print only the token' },
        jsonOption,
        ...hubOptions,
      ],
      examples: [
        { command: 'slipway token create laptop', does: 'may push and pull' },
        {
          command: 'slipway token create ci --scope repo:read --expires 30d -q',
          does: 'only pulls, ends in 30 days; prints nothing but the token',
        },
        {
          command: 'slipway token create deploy --repository kirtan/my-app',
          does: 'reaches nothing else',
        },
      ],
      load: () => import('../commands/token-create.ts'),
    },
    {
      name: 'list',
      summary: "list one's tokens",
      options: [jsonOption, ...hubOptions],
      examples: [{ command: 'slipway token list', does: 'with scopes and last use' }],
      load: () => import('../commands/token-list.ts'),
    },
    {
      name: 'revoke',
      summary: 'end a token, at once',
      arguments: [{ syntax: '<token>', description: "the token's id or its label" }],
      options: [jsonOption, ...hubOptions],
      examples: [{ command: 'slipway token revoke laptop', does: 'by its label' }],
      load: () => import('../commands/token-revoke.ts'),
    },
  ],
};

export const accountCommands: readonly CommandSpec[] = [
  {
    name: 'login',
    summary: 'log in to a hub or any registry',
    details: `The login is kept where Docker keeps it (config.json in DOCKER_CONFIG or ~/.docker, or the
credential helper named there): it serves docker too, and docker login serves slipway. The last
host logged in to is the default hub from then on (kept in slipway/config.json in XDG_CONFIG_HOME
or ~/.config).`,
    arguments: [{ syntax: '[host]', description: 'the registry; the default hub if absent' }],
    options: [
      { flags: '-u, --username <name>', description: 'the account; asked for if absent' },
      {
        flags: '-p, --password <password>',
        description:
          'the password or access token (other users of the machine can see it: better --password-stdin)',
      },
      passwordStdin,
      ...hubOptions,
    ],
    examples: [
      { command: 'slipway login', does: 'to the default hub; asks for name and password' },
      {
        command: 'slipway login 127.0.0.1:5000 -u kirtan --password-stdin < token.txt',
        does: 'without questions',
      },
    ],
    load: () => import('../commands/login.ts'),
  },
  {
    name: 'logout',
    summary: 'forget the login to a hub or registry',
    arguments: [{ syntax: '[host]', description: 'the registry; the default hub if absent' }],
    options: hubOptions.slice(0, 1),
    examples: [{ command: 'slipway logout 127.0.0.1:5000', does: 'docker forgets it too' }],
    load: () => import('../commands/logout.ts'),
  },
  {
    name: 'whoami',
    summary: 'say which hub and account are in use',
    options: [jsonOption, ...hubOptions],
    examples: [{ command: 'slipway whoami', does: 'asks the hub' }],
    load: () => import('../commands/whoami.ts'),
  },
  users,
  tokens,
  repositoryCommand,
  ...organizationCommands,
  webhookCommand,
  searchCommand,
  jobsCommand,
];
