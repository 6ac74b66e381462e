import { CommanderError } from 'commander';
import { buildProgram } from './build-program.ts';
import type { Context } from './context.ts';
import { exitCodes } from './exit-codes.ts';
import { ProcessExit } from './process-exit.ts';
import { reportError } from './report-error.ts';
import { commandTree } from './tree/command-tree.ts';
import { commandName, plainFlags } from './tree/plain-flags.ts';

/** Runs one command line (without `node` and the script). Never throws; prints its own errors. */
export async function runCli(words: readonly string[], context: Context): Promise<number> {
  // One command's options are made in a tenth of the time of all: the rest is for help and mistakes.
  const named = commandTree.filter(({ name }) => name === words[0]);
  const program = buildProgram(named.length > 0 ? named : commandTree, context);
  try {
    await program.parseAsync(
      words.length === 0 ? ['--help'] : [...plainFlags(commandTree, words)],
      { from: 'user' },
    );
    return exitCodes.ok;
  } catch (error) {
    if (error instanceof ProcessExit) return error.code;
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.ok;
    return reportError(error, {
      context,
      command: commandName(commandTree, words),
      debug: words.includes('--debug') || isOn(context.environment.SLIPWAY_DEBUG),
    });
  }
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}
