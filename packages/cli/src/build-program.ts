import { Argument, Command, Option } from 'commander';
import type { Context } from './context.ts';
import { exitCodeMeanings } from './exit-codes.ts';
import { CommandInput } from './tree/command-input.ts';
import type { CommandSpec, OptionSpec } from './tree/command-spec.ts';

/**
 * The command line's parser for a tree of commands. Parsing throws commander's `CommanderError`
 * instead of ending the process; errors are not printed, help is.
 */
export function buildProgram(tree: readonly CommandSpec[], context: Context): Command {
  const program = new Command('slipway')
    .description("A Docker Hub of one's own: publish container images, share them.")
    .usage('<command> [options]')
    .option('--debug', 'print stack traces (or SLIPWAY_DEBUG=1)')
    .helpCommand(true)
    // Lets a command end its options at its first argument.
    .enablePositionalOptions()
    .addHelpText('after', generalHelp());
  configure(program, context);
  for (const spec of tree) addCommand(program, spec, context);
  return program;
}

function generalHelp(): string {
  const codes = exitCodeMeanings.map(([code, meaning]) => `  ${String(code).padEnd(4)} ${meaning}`);
  return `
Images without a host (kirtan/my-app:1) are on the default hub: --hub, else SLIPWAY_HUB, else
the hub last logged in to, else 127.0.0.1:5000.

Exit codes:
${codes.join('\n')}

"slipway <command> --help" shows the options of a command, with examples.`;
}

function configure(command: Command, context: Context): void {
  command
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: (text) => void context.stderr.write(text),
      outputError: () => undefined,
      getOutHelpWidth: () => Math.min(context.stdout.columns ?? 100, 100),
      getErrHelpWidth: () => Math.min(context.stderr.columns ?? 100, 100),
    })
    .configureHelp({ showGlobalOptions: false });
}

function addCommand(parent: Command, spec: CommandSpec, context: Context): void {
  const command = parent.command(spec.name, { hidden: spec.hidden === true });
  configure(command, context);
  command.summary(spec.summary).description(describe(spec));
  for (const each of spec.arguments ?? []) {
    const argument = new Argument(each.syntax, each.description);
    command.addArgument(each.choices ? argument.choices(each.choices) : argument);
  }
  for (const each of spec.options ?? []) command.addOption(makeOption(each));
  // Hidden: the program's own --debug, taken after the command's name as well.
  command.addOption(new Option('--debug', 'print stack traces').hideHelp());
  if (spec.optionsEndAtArgument) command.passThroughOptions();
  if (spec.examples) command.addHelpText('after', examples(spec));
  for (const child of spec.children ?? []) addCommand(command, child, context);
  const { load } = spec;
  if (load) {
    command.action(async (...given: unknown[]) => {
      // Commander calls with each argument, then the options, then the command.
      const values = given.slice(0, -2) as (string | readonly string[] | undefined)[];
      const module = await load();
      await module.run(context, new CommandInput(values, command.opts()));
    });
  }
}

function describe(spec: CommandSpec): string {
  const first = `${spec.summary.charAt(0).toUpperCase()}${spec.summary.slice(1)}.`;
  return spec.details ? `${first}\n\n${spec.details}` : first;
}

function examples(spec: CommandSpec): string {
  const lines = (spec.examples ?? []).map((each) => `  ${each.command}\n      ${each.does}`);
  return `\nExamples:\n${lines.join('\n')}`;
}

function makeOption(spec: OptionSpec): Option {
  const option = new Option(spec.flags, spec.description);
  // To commander `--no-x` means "x is false"; here it is an option like any other.
  option.negate = false;
  if (spec.hidden) option.hideHelp();
  if (spec.choices && !spec.checkedByCommand) option.choices([...spec.choices]);
  if (spec.repeatable) {
    option.argParser((value: string, previous: readonly string[] | undefined) => [
      ...(previous ?? []),
      value,
    ]);
  }
  return option;
}
