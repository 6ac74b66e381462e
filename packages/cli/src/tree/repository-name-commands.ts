import type { ArgumentSpec, CommandSpec, OptionSpec } from './command-spec.ts';
import { hubOptions, jsonOption, yesOption } from './shared-options.ts';

const repository: ArgumentSpec = {
  syntax: '<repository>',
  description: 'NAMESPACE/NAME, or a NAME of your own',
};
const offer: ArgumentSpec = { syntax: '<offer>', description: "its id, or the repository's name" };
const common: readonly OptionSpec[] = [jsonOption, ...hubOptions];
const offers = () => import('../commands/repo-offers.ts');
const aliases = () => import('../commands/repo-aliases.ts');

/** Commands about transfers that wait, and about former names. */
export const repositoryNameCommands: readonly CommandSpec[] = [
  {
    name: 'offers',
    summary: 'list the repositories that are offered to you',
    arguments: [{ syntax: '[repository]', description: 'one of yours: whom it is offered to' }],
    options: common,
    examples: [
      { command: 'slipway repo offers', does: 'to you and your organizations' },
      { command: 'slipway repo offers kirtan/my-app', does: 'whether it waits to be accepted' },
    ],
    load: async () => (await offers()).list,
  },
  {
    name: 'accept',
    summary: 'take an offered repository over',
    arguments: [offer],
    options: common,
    examples: [{ command: 'slipway repo accept kirtan/my-app', does: 'it moves at once' }],
    load: async () => (await offers()).accept,
  },
  {
    name: 'decline',
    summary: 'decline an offered repository',
    arguments: [offer],
    options: common,
    examples: [{ command: 'slipway repo decline 12', does: 'it stays where it is' }],
    load: async () => (await offers()).decline,
  },
  {
    name: 'withdraw',
    summary: 'offer a repository no more',
    arguments: [repository],
    options: common,
    examples: [{ command: 'slipway repo withdraw kirtan/my-app', does: 'it stays where it is' }],
    load: async () => (await offers()).withdraw,
  },
  {
    name: 'aliases',
    summary: 'list the former names that lead to a repository',
    arguments: [repository],
    options: common,
    examples: [{ command: 'slipway repo aliases kirtan/my-app', does: 'the newest first' }],
    load: async () => (await aliases()).list,
  },
  {
    name: 'unalias',
    summary: 'let a former name lead nowhere any more',
    arguments: [repository, { syntax: '<name>', description: 'the former name' }],
    options: [yesOption, ...common],
    examples: [
      {
        command: 'slipway repo unalias kirtan/my-app kirtan/old-app',
        does: 'has you type the former name first',
      },
    ],
    load: async () => (await aliases()).remove,
  },
];
