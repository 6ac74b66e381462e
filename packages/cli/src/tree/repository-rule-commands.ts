import type { ArgumentSpec, CommandSpec, OptionSpec } from './command-spec.ts';
import { hubOptions, jsonOption, limitOption } from './shared-options.ts';

const repository: ArgumentSpec = {
  syntax: '<repository>',
  description: 'NAMESPACE/NAME, or a NAME of your own',
};
const common: readonly OptionSpec[] = [jsonOption, ...hubOptions];

/** Commands about which tags stay, what images differ by and what was done. */
export const repositoryRuleCommands: readonly CommandSpec[] = [
  {
    name: 'immutable',
    summary: 'show or choose which tags are set once only',
    details: `A rule is a regular expression (RE2) that matches a whole tag. --rule replaces all rules there are.`,
    arguments: [repository],
    options: [
      { flags: '--all', description: 'every tag' },
      { flags: '--none', description: 'no tag' },
      {
        flags: '--rule <regex>',
        description: 'tags that it matches; may be given several times',
        repeatable: true,
      },
      { flags: '--preview <regex>', description: 'list the tags that it matches, change nothing' },
      ...common,
    ],
    examples: [
      { command: 'slipway repo immutable kirtan/my-app', does: 'what holds now' },
      {
        command: `slipway repo immutable kirtan/my-app --rule 'v[0-9.]+'`,
        does: 'releases stay as they are',
      },
      { command: `slipway repo immutable kirtan/my-app --preview 'v1.*'`, does: 'tries a rule' },
    ],
    load: () => import('../commands/repo-immutable.ts'),
  },
  {
    name: 'retention',
    summary: 'show, try, set or remove the rules by which tags go',
    details: `A file of rules looks as --json prints them. Without rules of its own a repository has its
namespace's.`,
    arguments: [repository],
    options: [
      { flags: '--set <file>', description: 'rules of its own, JSON; "-" reads standard input' },
      { flags: '--dry-run', description: 'only list what would go now (with --set: by the file)' },
      { flags: '--remove', description: 'no rules of its own any more' },
      { flags: '--runs', description: 'list what went by itself, the newest first' },
      limitOption,
      ...common,
    ],
    examples: [
      { command: 'slipway repo retention kirtan/my-app', does: 'which rules hold' },
      {
        command: 'slipway repo retention kirtan/my-app --set rules.json --dry-run',
        does: 'what would go, why, and how many bytes that frees',
      },
      { command: 'slipway repo retention kirtan/my-app --set rules.json', does: 'from now on' },
    ],
    load: () => import('../commands/repo-retention.ts'),
  },
  {
    name: 'compare',
    summary: 'show what two images of a repository differ by',
    arguments: [
      {
        syntax: '<repository>',
        description: 'NAMESPACE/NAME:TAG, or NAMESPACE/NAME before two tags',
      },
      { syntax: '<image>', description: 'NAMESPACE/NAME:TAG, or the first tag or digest' },
      { syntax: '[tag]', description: 'the second tag or digest' },
    ],
    options: [
      {
        flags: '--platform <os/arch>',
        description: 'of multi-platform images, this one (the first that both have by default)',
      },
      {
        flags: '--change <change>',
        description: 'only such files',
        choices: ['added', 'removed', 'changed'],
      },
      { flags: '--search <text>', description: 'only files with this in their path' },
      limitOption,
      ...common,
    ],
    examples: [
      { command: 'slipway repo compare kirtan/my-app 1.0 1.1', does: 'layers, sizes and files' },
      {
        command: 'slipway repo compare kirtan/my-app:1.0 kirtan/my-app:1.1 --change added',
        does: 'what came with 1.1',
      },
    ],
    load: () => import('../commands/repo-compare.ts'),
  },
  {
    name: 'audit',
    summary: 'list what was done with a repository, the newest first',
    arguments: [repository],
    options: [
      { flags: '--action <action>', description: 'one action, or its first parts: repo.tag' },
      limitOption,
      ...common,
    ],
    examples: [
      { command: 'slipway repo audit kirtan/my-app', does: 'pushes, deletions, settings' },
      { command: 'slipway repo audit kirtan/my-app --action repo.tag', does: 'tags alone' },
    ],
    load: async () => (await import('../commands/audit.ts')).ofRepository,
  },
];
