import type { ArgumentSpec, CommandSpec, OptionSpec } from './command-spec.ts';
import { repositoryNameCommands } from './repository-name-commands.ts';
import { repositoryRuleCommands } from './repository-rule-commands.ts';
import { hubOptions, jsonOption, yesOption } from './shared-options.ts';

const repository: ArgumentSpec = {
  syntax: '<repository>',
  description: 'NAMESPACE/NAME, or a NAME of your own',
};
const tagged: ArgumentSpec = { syntax: '<tag>', description: 'NAMESPACE/NAME:TAG' };
const common: readonly OptionSpec[] = [jsonOption, ...hubOptions];
const settings: readonly OptionSpec[] = [
  { flags: '--private', description: 'only for whom it is shared with' },
  { flags: '--public', description: 'for everybody' },
  { flags: '--description <text>', description: 'at most 100 characters' },
  { flags: '--readme <file>', description: 'the full description, in Markdown' },
  {
    flags: '--category <category>',
    description: 'at most three; may be given several times',
    repeatable: true,
  },
];

const module = () => import('../commands/repo.ts');
const tags = () => import('../commands/repo-tags.ts');
const access = () => import('../commands/repo-access.ts');

export const repositoryCommand: CommandSpec = {
  name: 'repo',
  summary: 'manage the repositories of a hub',
  children: [
    {
      name: 'list',
      summary: 'list the repositories of an account',
      arguments: [{ syntax: '[namespace]', description: 'the account; your own if absent' }],
      options: common,
      examples: [
        { command: 'slipway repo list', does: 'your own' },
        { command: 'slipway repo list kirtan --json', does: "kirtan's, for programs" },
      ],
      load: () => import('../commands/repo-list.ts'),
    },
    {
      name: 'create',
      summary: 'create a repository',
      arguments: [repository],
      options: [...settings, ...common],
      examples: [
        {
          command: 'slipway repo create kirtan/my-app --private --description "My app"',
          does: 'and says how to push to it',
        },
      ],
      load: async () => (await module()).create,
    },
    {
      name: 'show',
      summary: 'show a repository',
      arguments: [repository],
      options: common,
      examples: [{ command: 'slipway repo show kirtan/my-app', does: 'what its page says' }],
      load: async () => (await module()).show,
    },
    {
      name: 'edit',
      summary: 'change what a repository is described by, and who sees it',
      arguments: [repository],
      options: [...settings, ...common],
      examples: [
        { command: 'slipway repo edit kirtan/my-app --readme README.md', does: 'its overview' },
        { command: 'slipway repo edit kirtan/my-app --public', does: 'for everybody' },
      ],
      load: async () => (await module()).edit,
    },
    {
      name: 'rename',
      summary: 'rename a repository; the old name goes on working',
      arguments: [repository, { syntax: '<name>', description: 'the new name' }],
      options: common,
      examples: [{ command: 'slipway repo rename kirtan/my-app my-site', does: 'kirtan/my-site' }],
      load: async () => (await module()).rename,
    },
    {
      name: 'transfer',
      summary: 'move a repository to another namespace; the old name goes on working',
      arguments: [repository, { syntax: '<namespace>', description: 'an account or organization' }],
      options: common,
      examples: [
        { command: 'slipway repo transfer kirtan/my-app acme', does: 'at once, or as an offer' },
      ],
      load: async () => (await module()).transfer,
    },
    {
      name: 'archive',
      summary: 'make a repository read-only',
      arguments: [repository],
      options: common,
      examples: [{ command: 'slipway repo archive kirtan/my-app', does: 'pulls go on' }],
      load: async () => (await module()).archive,
    },
    {
      name: 'unarchive',
      summary: 'let a repository take pushes again',
      arguments: [repository],
      options: common,
      examples: [{ command: 'slipway repo unarchive kirtan/my-app', does: 'as before' }],
      load: async () => (await module()).unarchive,
    },
    {
      name: 'delete',
      summary: 'delete a repository with all of its images',
      arguments: [repository],
      options: [yesOption, ...common],
      examples: [
        { command: 'slipway repo delete kirtan/my-app', does: 'has you type its name first' },
      ],
      load: async () => (await module()).remove,
    },
    {
      name: 'storage',
      summary: 'show what a repository takes, and what it shares with others',
      arguments: [repository],
      options: common,
      examples: [{ command: 'slipway repo storage kirtan/my-app', does: 'in compressed bytes' }],
      load: async () => (await module()).storage,
    },
    {
      name: 'tags',
      summary: 'list the tags of a repository with digests, platforms and sizes',
      arguments: [repository],
      options: [
        { flags: '--filter <text>', description: 'only tags with this in their name' },
        {
          flags: '--sort <by>',
          description: 'the order (newest first by default)',
          choices: ['name', '-name', 'last_updated', '-last_updated', 'size', '-size'],
        },
        ...common,
      ],
      examples: [
        {
          command: 'slipway repo tags kirtan/my-app --sort name',
          does: 'in the order of versions',
        },
      ],
      load: async () => (await tags()).list,
    },
    {
      name: 'history',
      summary: 'show what a tag named when, and who set it',
      arguments: [tagged],
      options: common,
      examples: [{ command: 'slipway repo history kirtan/my-app:latest', does: 'newest first' }],
      load: async () => (await tags()).history,
    },
    {
      name: 'restore',
      summary: 'have a tag name what it named before',
      arguments: [tagged, { syntax: '<digest>', description: 'one of its history' }],
      options: common,
      examples: [
        {
          command: `slipway repo restore kirtan/my-app:latest sha256:${'4'.repeat(64)}`,
          does: 'see "slipway repo history"',
        },
      ],
      load: async () => (await tags()).restore,
    },
    {
      name: 'untag',
      summary: 'delete tags on the hub',
      arguments: [{ syntax: '<tag...>', description: 'NAMESPACE/NAME:TAG' }],
      options: common,
      examples: [
        { command: 'slipway repo untag kirtan/my-app:old', does: 'its image stays by its digest' },
      ],
      load: async () => (await tags()).untag,
    },
    {
      name: 'access',
      summary: 'list whom a repository is shared with',
      arguments: [repository],
      options: common,
      examples: [{ command: 'slipway repo access kirtan/my-app', does: 'people and teams' }],
      load: async () => (await access()).list,
    },
    {
      name: 'share',
      summary: 'share a repository of an account with somebody',
      arguments: [repository, { syntax: '<user>', description: 'with whom' }],
      options: [
        {
          flags: '--permission <permission>',
          description: 'what he may do (default write)',
          choices: ['read', 'write', 'admin'],
        },
        ...common,
      ],
      examples: [{ command: 'slipway repo share kirtan/my-app ada', does: 'to pull and push' }],
      load: async () => (await access()).share,
    },
    {
      name: 'unshare',
      summary: 'share a repository with somebody no more',
      arguments: [repository, { syntax: '<user>', description: 'with whom' }],
      options: common,
      examples: [{ command: 'slipway repo unshare kirtan/my-app ada', does: 'at once' }],
      load: async () => (await access()).unshare,
    },
    {
      name: 'star',
      summary: 'give a repository a star',
      arguments: [repository],
      options: common,
      examples: [{ command: 'slipway repo star kirtan/my-app', does: 'one of yours' }],
      load: async () => (await access()).star,
    },
    {
      name: 'unstar',
      summary: 'take a star back',
      arguments: [repository],
      options: common,
      examples: [{ command: 'slipway repo unstar kirtan/my-app', does: 'your own' }],
      load: async () => (await access()).unstar,
    },
    ...repositoryNameCommands,
    ...repositoryRuleCommands,
  ],
};

export const searchCommand: CommandSpec = {
  name: 'search',
  summary: 'search the repositories of a hub',
  arguments: [{ syntax: '[words...]', description: 'of names, descriptions and overviews' }],
  options: [
    { flags: '--official', description: 'only official images' },
    {
      flags: '--architecture <architecture>',
      description: 'amd64, arm64 …; may be given several times',
      repeatable: true,
    },
    { flags: '--os <os>', description: 'linux, windows …', repeatable: true },
    { flags: '--category <category>', description: 'one of its categories', repeatable: true },
    { flags: '--type <type>', description: 'image, helm, wasm …', repeatable: true },
    {
      flags: '--sort <by>',
      description: 'the order (what fits best first, by default)',
      choices: ['pull-count', 'updated-at', 'star-count', 'name'],
    },
    { flags: '--limit <n>', description: 'at most so many (default 25)' },
    ...common,
  ],
  examples: [{ command: 'slipway search web server --official', does: 'the best first' }],
  load: () => import('../commands/search.ts'),
};
