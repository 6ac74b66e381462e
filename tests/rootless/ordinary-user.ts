import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../support/project-root.ts';
import { type CommandResult, runCommand, tryCommand } from '../support/run-command.ts';
import type { ScratchFolder } from '../support/scratch-folder.ts';

const command = join(projectRoot, 'packages/cli/bin/slipway.js');

/** How to run a command. */
export interface RunOptions {
  readonly cwd?: string;
  /** Programs of this machine, absolute, that are not there for it. */
  readonly hidden?: readonly string[];
}

/** Somebody in no group but their own, with a home of their own and what `useradd` gives. */
export class OrdinaryUser {
  readonly name: string;
  readonly #folder: ScratchFolder;

  private constructor(name: string, folder: ScratchFolder) {
    this.name = name;
    this.#folder = folder;
  }

  /** Makes the user where there is none; `subordinateIds` as `useradd` would give them. */
  static async create(
    folder: ScratchFolder,
    { name, subordinateIds }: { readonly name: string; readonly subordinateIds: boolean },
  ): Promise<OrdinaryUser> {
    await runCommand('sh', ['-c', `id ${name} 2>/dev/null || useradd -m ${name}`]);
    if (!subordinateIds) {
      await runCommand('sed', ['-i', `/^${name}:/d`, '/etc/subuid', '/etc/subgid']);
    }
    chmodSync(folder.path, 0o755);
    await runCommand('install', ['-d', '-o', name, '-g', name, '-m', '700', folder.join(name)]);
    return new OrdinaryUser(name, folder);
  }

  /** Below the user's own folder. */
  path(...parts: string[]): string {
    return this.#folder.join(this.name, ...parts);
  }

  /** Runs `slipway` as this user, started by `su` as from a login. */
  async slipway(words: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
    return this.run([process.execPath, command, ...words], options);
  }

  /** Runs any command as this user. */
  async run(
    words: readonly string[],
    { hidden = [], cwd = '/' }: RunOptions = {},
  ): Promise<CommandResult> {
    const variables = [
      `PATH=${process.env.PATH}`,
      `SLIPWAY_IMAGES=${this.path('store/images')}`,
      `SLIPWAY_BUILD_STATE=${this.path('store/build')}`,
    ];
    const quoted = ['env', ...variables, ...words].map(
      (word) => `'${word.replaceAll("'", "'\\''")}'`,
    );
    const line = `cd '${cwd}' && exec ${quoted.join(' ')}`;
    const su = ['su', '--shell', '/bin/sh', this.name, '--command', line];
    if (hidden.length === 0) return tryCommand('su', su.slice(1));
    const hide = hidden.map((path) => `mount --bind /dev/null ${path}`).join(' && ');
    return tryCommand('unshare', ['--mount', 'sh', '-c', `${hide} && exec "$0" "$@"`, ...su]);
  }
}
