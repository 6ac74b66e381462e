import { usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { formatTable, printable } from '../terminal/format-table.ts';
import { askLine, canAsk } from '../terminal/prompt.ts';
import type { CommandInput } from '../tree/command-input.ts';

/**
 * Prints values as JSON with `--json`, else as a table. Where there are none, `empty` says what to do.
 */
export function printTable<Item>(
  context: Context,
  input: CommandInput,
  table: {
    readonly items: readonly Item[];
    readonly head: readonly string[];
    readonly empty?: string;
    row(item: Item): readonly string[];
  },
): void {
  if (input.flag('json')) printJson(context, table.items);
  // Not on standard output: what counts its lines finds none.
  else if (table.items.length === 0 && table.empty) context.stderr.write(`${table.empty}\n`);
  else context.stdout.write(formatTable(table.head, table.items.map(table.row)));
}

/** Prints a value as JSON with `--json`, else lines of what it is called and what it is. */
export function printFields(
  context: Context,
  input: CommandInput,
  answer: { readonly value: unknown; readonly fields: readonly (readonly [string, string])[] },
): void {
  if (input.flag('json')) {
    printJson(context, answer.value);
    return;
  }
  const width = Math.max(...answer.fields.map(([name]) => name.length));
  for (const [name, value] of answer.fields) {
    context.stdout.write(`${`${name}:`.padEnd(width + 2)}${printable(value)}\n`);
  }
}

/** Prints a value as JSON with `--json` (where there is one), else a sentence. */
export function printDone(
  context: Context,
  input: CommandInput,
  done: { readonly value?: unknown; readonly text: string },
): void {
  if (input.flag('json')) printJson(context, done.value ?? { done: true });
  else context.stdout.write(`${printable(done.text)}\n`);
}

/** Prints a value as programs read it. */
export function printJson(context: Context, value: unknown): void {
  context.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
}

/** A time as tables have it, in UTC. */
export function shortTime(time: string | null | undefined): string {
  return time ? time.slice(0, 16).replace('T', ' ') : '';
}

/**
 * Has the user type the name of what is to be deleted, unless `--yes` says that he means it. Throws a
 * usage error where he typed another, or nobody can be asked.
 */
export async function confirmName(
  context: Context,
  input: CommandInput,
  what: { readonly name: string; readonly consequence: string },
): Promise<void> {
  if (input.flag('yes')) return;
  if (!canAsk(context)) {
    throw usageError(`deleting ${what.name} wants --yes where nobody can be asked`);
  }
  const question = `${what.consequence}\nType "${what.name}" to go on: `;
  if ((await askLine(context, question)).trim() !== what.name) {
    throw usageError('the name is another: nothing was deleted');
  }
}
