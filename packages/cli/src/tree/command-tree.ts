import { accountCommands } from './account-commands.ts';
import { buildCommands } from './build-commands.ts';
import type { CommandSpec } from './command-spec.ts';
import { imageCommands } from './image-commands.ts';
import { jsonOption } from './shared-options.ts';
import { storeCommands } from './store-commands.ts';

const configFileOption = {
  flags: '-c, --config <file>',
  description: 'the configuration file (or SLIPWAY_CONFIG; else slipway.yaml here)',
};

const hubCommands: readonly CommandSpec[] = [
  {
    name: 'serve',
    summary: 'run a hub',
    details: 'Settings come from these options, then environment variables, then the file.',
    options: [
      configFileOption,
      {
        flags: '-l, --listen <address>',
        description: 'host:port to listen on (or SLIPWAY_LISTEN; default 127.0.0.1:5000)',
      },
      { flags: '-d, --data <folder>', description: 'where everything is kept (or SLIPWAY_DATA)' },
    ],
    examples: [
      { command: 'slipway serve', does: 'on 127.0.0.1:5000' },
      {
        command: 'slipway serve --listen 0.0.0.0:5000 --data /var/lib/slipway',
        does: 'for the whole network',
      },
    ],
    load: () => import('../commands/serve.ts'),
  },
  {
    name: 'rotate-master-key',
    summary: "replace the key that a hub's stored secrets are encrypted under",
    details:
      "On the hub's machine, while it runs or not. Keep backups of the data folder's master.key.",
    options: [
      configFileOption,
      { flags: '-d, --data <folder>', description: "the hub's data folder (or SLIPWAY_DATA)" },
    ],
    examples: [{ command: 'slipway rotate-master-key', does: 'prints the id of the new key' }],
    load: () => import('../commands/rotate-master-key.ts'),
  },
];

const otherCommands: readonly CommandSpec[] = [
  {
    name: 'config',
    summary: "print the hub's effective configuration, secrets hidden",
    options: [configFileOption, jsonOption],
    examples: [{ command: 'slipway config', does: 'what slipway serve would use here' }],
    load: () => import('../commands/config.ts'),
  },
  {
    name: 'version',
    summary: 'print the version',
    options: [jsonOption],
    examples: [{ command: 'slipway version --json', does: 'with the version of Node.js' }],
    load: () => import('../commands/version.ts'),
  },
  {
    name: 'completion',
    summary: 'print a completion script for a shell',
    arguments: [{ syntax: '<shell>', description: 'the shell', choices: ['bash', 'zsh', 'fish'] }],
    examples: [
      { command: 'source <(slipway completion bash)', does: 'for this bash session' },
      {
        command: 'slipway completion fish > ~/.config/fish/completions/slipway.fish',
        does: 'for every fish session',
      },
    ],
    load: () => import('../commands/completion.ts'),
  },
  {
    name: '__complete',
    summary: 'what the completion scripts call',
    hidden: true,
    arguments: [{ syntax: '[words...]', description: 'the words up to the cursor' }],
    load: async () => (await import('../commands/complete.ts')).completeFrom(commandTree),
  },
];

/** Every command, in the order in which help lists them. */
export const commandTree: readonly CommandSpec[] = [
  ...hubCommands,
  ...accountCommands,
  ...buildCommands,
  ...imageCommands,
  ...storeCommands,
  ...otherCommands,
];
