import { join } from 'node:path';
import { projectRoot } from '../support/project-root.ts';
import { type CommandResult, tryCommand } from '../support/run-command.ts';
import type { Hub } from '../support/start-hub.ts';

/** Somebody with a home folder of his own who types `slipway` commands. */
export interface SlipwayUser {
  readonly environment: Readonly<Record<string, string>>;
  /** Runs a command to its end, whatever that is. */
  run(words: readonly string[], input?: string): Promise<CommandResult>;
  /** Runs a command that must succeed; answers its standard output. Throws where it fails. */
  do(...words: string[]): Promise<string>;
}

/** The command as users start it. */
export const slipwayCommand: string = join(projectRoot, 'packages/cli/bin/slipway.js');

/** A user whose default hub is `hub`, in an empty home folder. */
export function createUser(hub: Pick<Hub, 'host'>, home: string): SlipwayUser {
  const environment = {
    HOME: home,
    DOCKER_CONFIG: join(home, '.docker'),
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local/share'),
    SLIPWAY_HUB: hub.host,
    SLIPWAY_CONFIG: '',
  };
  const run: SlipwayUser['run'] = (words, input) =>
    tryCommand(process.execPath, [slipwayCommand, ...words], {
      env: environment,
      ...(input === undefined ? {} : { input }),
    });
  return {
    environment,
    run,
    async do(...words) {
      const { code, stdout, stderr } = await run(words);
      if (code === 0) return stdout;
      throw new Error(`slipway ${words.join(' ')} exited with ${code}:\n${stderr}${stdout}`);
    },
  };
}
