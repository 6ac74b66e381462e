import type { Command } from './database.ts';
import { DatabaseError } from './database-error.ts';

/** Any command over these tables, whatever its input and output. */
export type AnyCommand<Tables> = Command<Tables, never, unknown>;

/** Commands by name. */
export class CommandRegistry<Tables> {
  readonly #commands = new Map<string, Command<Tables, unknown, unknown>>();

  /** @throws Error where two commands share a name. */
  constructor(commands: readonly AnyCommand<Tables>[]) {
    for (const command of commands) {
      if (this.#commands.has(command.name)) {
        throw new Error(`two commands are named "${command.name}"`);
      }
      this.#commands.set(command.name, command as Command<Tables, unknown, unknown>);
    }
  }

  /** @throws DatabaseError UNKNOWN_COMMAND */
  get(name: string): Command<Tables, unknown, unknown> {
    const command = this.#commands.get(name);
    if (command === undefined) {
      throw new DatabaseError(
        'UNKNOWN_COMMAND',
        `the command "${name}" is not registered; give it to openDatabase in \`commands\``,
      );
    }
    return command;
  }
}
