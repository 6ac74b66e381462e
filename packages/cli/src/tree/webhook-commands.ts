import type { ArgumentSpec, CommandSpec, OptionSpec } from './command-spec.ts';
import { hubOptions, jsonOption, yesOption } from './shared-options.ts';

/** As `@slipway/api` has them, which help and completion do without: loading it takes time. */
export const webhookEventNames = [
  'push',
  'tag.delete',
  'repository.create',
  'repository.update',
  'repository.delete',
  'repository.rename',
  'repository.transfer',
  'repository.visibility',
  'repository.archive',
  'repository.unarchive',
];
export const webhookFormatNames = ['docker-hub', 'cloudevents'];

const place: ArgumentSpec = {
  syntax: '<place>',
  description: 'a repository (NAMESPACE/NAME), or a NAMESPACE for all of its repositories',
};
const webhook: ArgumentSpec = { syntax: '<webhook>', description: 'its id or its name' };
const common: readonly OptionSpec[] = [jsonOption, ...hubOptions];
const settings: readonly OptionSpec[] = [
  { flags: '--url <url>', description: 'where deliveries are posted' },
  { flags: '--name <name>', description: 'what people call it' },
  {
    flags: '--event <event>',
    description: 'what it is told of (default push); may be given several times',
    choices: webhookEventNames,
    checkedByCommand: true,
    repeatable: true,
  },
  {
    flags: '--header <header>',
    description: '"Name: value" to send along; may be given several times',
    repeatable: true,
  },
  {
    flags: '--format <format>',
    description: "Docker Hub's payload, or CloudEvents",
    choices: webhookFormatNames,
  },
];

export const webhookCommand: CommandSpec = {
  name: 'webhook',
  summary: 'manage webhooks: who is told of pushes and changes',
  children: [
    {
      name: 'list',
      summary: 'list the webhooks of a repository or a namespace',
      arguments: [place],
      options: common,
      examples: [
        { command: 'slipway webhook list kirtan/my-app', does: 'with their last delivery' },
      ],
      load: async () => (await import('../commands/webhook.ts')).list,
    },
    {
      name: 'create',
      summary: 'add a webhook and print its secret, once',
      details: `Deliveries are signed with the secret (HMAC-SHA256): the hub's README says how to check it.`,
      arguments: [place],
      options: [
        ...settings,
        { flags: '--secret-stdin', description: 'read the secret from standard input' },
        ...common,
      ],
      examples: [
        {
          command: 'slipway webhook create kirtan/my-app --url https://ci.example/hook',
          does: 'told of every push',
        },
        {
          command:
            'slipway webhook create kirtan --url https://ci.example/hook --event tag.delete --event push',
          does: 'of all repositories of kirtan',
        },
      ],
      load: async () => (await import('../commands/webhook.ts')).create,
    },
    {
      name: 'show',
      summary: 'show one webhook',
      arguments: [place, webhook],
      options: common,
      examples: [{ command: 'slipway webhook show kirtan/my-app ci', does: 'by its name' }],
      load: async () => (await import('../commands/webhook.ts')).show,
    },
    {
      name: 'edit',
      summary: 'change a webhook, or turn it on and off',
      details: `--event and --header replace all there are. --on also goes on after a pause.`,
      arguments: [place, webhook],
      options: [
        ...settings,
        { flags: '--on', description: 'deliver from now on' },
        { flags: '--off', description: 'deliver nothing' },
        ...common,
      ],
      examples: [{ command: 'slipway webhook edit kirtan/my-app ci --off', does: 'for a while' }],
      load: async () => (await import('../commands/webhook.ts')).edit,
    },
    {
      name: 'delete',
      summary: 'delete a webhook with its log',
      arguments: [place, webhook],
      options: [yesOption, ...common],
      examples: [{ command: 'slipway webhook delete kirtan/my-app ci --yes', does: 'at once' }],
      load: async () => (await import('../commands/webhook.ts')).remove,
    },
    {
      name: 'test',
      summary: 'send a test delivery and say how it went',
      arguments: [place, webhook],
      options: common,
      examples: [
        { command: 'slipway webhook test kirtan/my-app ci', does: 'as of the newest tag' },
      ],
      load: async () => (await import('../commands/webhook.ts')).test,
    },
    {
      name: 'deliveries',
      summary: 'list what was sent, the newest first',
      arguments: [place, webhook],
      options: common,
      examples: [{ command: 'slipway webhook deliveries kirtan/my-app ci', does: 'of 30 days' }],
      load: async () => (await import('../commands/webhook.ts')).deliveries,
    },
    {
      name: 'redeliver',
      summary: 'send a delivery once more and say how it went',
      arguments: [place, webhook, { syntax: '<delivery>', description: 'its id' }],
      options: common,
      examples: [
        {
          command:
            'slipway webhook redeliver kirtan/my-app ci 0f1e2d3c-4b5a-4678-8765-432112345678',
          does: 'the same event',
        },
      ],
      load: async () => (await import('../commands/webhook.ts')).redeliver,
    },
    {
      name: 'secret',
      summary: 'make a new secret and print it, once',
      arguments: [place, webhook],
      options: [
        {
          flags: '--overlap <hours>',
          description: 'how long the former one signs along (default 24)',
        },
        ...common,
      ],
      examples: [
        { command: 'slipway webhook secret kirtan/my-app ci', does: 'both sign for a day' },
      ],
      load: async () => (await import('../commands/webhook.ts')).secret,
    },
  ],
};
