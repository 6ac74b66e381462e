import type { Context } from '../context.ts';
import type { CommandInput } from './command-input.ts';

/** One option of a command. */
export interface OptionSpec {
  /** As commander takes them: `-u, --username <name>`. */
  readonly flags: string;
  readonly description: string;
  readonly choices?: readonly string[];
  /** The choices are for completion: the command itself says what it takes. */
  readonly checkedByCommand?: boolean;
  /** The option may be given several times; its value is a list. */
  readonly repeatable?: boolean;
  /** Left out of help and completion. */
  readonly hidden?: boolean;
}

/** One positional argument of a command. */
export interface ArgumentSpec {
  /** As commander takes it: `<image>`, `[target]`, `<image...>`. */
  readonly syntax: string;
  readonly description: string;
  readonly choices?: readonly string[];
}

/** A command line to copy, and what it does. */
export interface Example {
  readonly command: string;
  readonly does: string;
}

/** What a command's module exports. */
export interface CommandModule {
  run(context: Context, input: CommandInput): Promise<void>;
}

/** A command: all that help and completion show; its code is loaded only when it is called. */
export interface CommandSpec {
  readonly name: string;
  /** One line, lower case, without a full stop. */
  readonly summary: string;
  /** More than the summary, for the command's own help. */
  readonly details?: string;
  readonly arguments?: readonly ArgumentSpec[];
  readonly options?: readonly OptionSpec[];
  /** What follows the first argument is all arguments, dashes or not. */
  readonly optionsEndAtArgument?: boolean;
  readonly examples?: readonly Example[];
  readonly hidden?: boolean;
  readonly children?: readonly CommandSpec[];
  readonly load?: () => Promise<CommandModule>;
}
