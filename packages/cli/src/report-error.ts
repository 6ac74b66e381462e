import { inspect } from 'node:util';
import { CommanderError } from 'commander';
import { CliError } from './cli-error.ts';
import type { Context } from './context.ts';
import { dockersWord } from './docker-habits.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { runExitCodes } from './run/run-exit-codes.ts';
import { printable } from './terminal/format-table.ts';

/** How an error looks to the user. */
export interface ErrorSummary {
  readonly message: string;
  readonly advice: string | undefined;
  readonly exitCode: number;
  /** The message is a list, a line for each problem. */
  readonly isList?: boolean;
}

/** Prints an error, one line on standard error, and says what the process should end with. */
export function reportError(
  error: unknown,
  options: {
    readonly context: Context;
    readonly debug: boolean;
    /** The command's name, `user list`, as far as there is one. */
    readonly command?: string;
  },
): number {
  const { context, debug, command } = options;
  const summary = summarize(error, context.signal.aborted, command);
  if (summary.message !== '') context.stderr.write(`${formatSummary(summary)}\n`);
  if (debug) context.stderr.write(`${inspect(error, { depth: 4 })}\n`);
  return summary.exitCode;
}

function formatSummary({ message, advice, isList }: ErrorSummary): string {
  const lines = isList ? message.split('\n').map(printable) : [oneLine(message)];
  const line = `slipway: ${lines.join('\n')}`;
  if (!advice) return line;
  return `${sentence(line)} ${sentence(capitalized(oneLine(advice)))}`;
}

/** Not where it begins with a command to type. */
function capitalized(text: string): string {
  return /^(?:dnf|apk|pacman|zypper|\w+-)\b/.test(text) ? text : text.replace(/^\w/, upperCase);
}

function upperCase(text: string): string {
  return text.toUpperCase();
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function oneLine(text: string): string {
  return printable(text.replace(/\s*\n\s*/g, ' ')).trim();
}

/** Message, advice and exit code for anything thrown by `command`; `interrupted` after a Ctrl-C. */
export function summarize(error: unknown, interrupted: boolean, command?: string): ErrorSummary {
  if (error instanceof CliError) {
    return { message: error.message, advice: error.advice, exitCode: error.exitCode };
  }
  if (interrupted) return interruptedSummary;
  if (error instanceof CommanderError) return commanderSummary(error, command);
  const code = codeOf(error);
  const message = messageOf(error);
  const known = code === undefined ? undefined : byCode[code];
  if (known) {
    const { exitCode, isList = false } = known;
    return { message, advice: ownAdvice(error) ?? advise(known.advice, message), exitCode, isList };
  }
  return { message, advice: ownAdvice(error), exitCode: exitCodes.failure };
}

/** The builder's and the runtime's errors know better than a code what to do. */
function ownAdvice(error: unknown): string | undefined {
  const advice = error instanceof Error && 'advice' in error ? error.advice : undefined;
  return typeof advice === 'string' ? advice : undefined;
}

const interruptedSummary: ErrorSummary = {
  message: 'interrupted',
  advice: undefined,
  exitCode: exitCodes.interrupted,
};

/** Repeats no advice that the message itself gives. */
function advise(advice: string | undefined, message: string): string | undefined {
  if (/ENOTFOUND|EAI_AGAIN/.test(message)) return 'Check the host name';
  return advice && !message.includes(advice.slice(0, 20)) ? advice : undefined;
}

interface CodeMeaning {
  readonly exitCode: ExitCode;
  readonly advice?: string;
  readonly isList?: boolean;
}

const startHub = 'Is the hub running? Start it with "slipway serve", or name another with --hub';
const logIn = 'Log in with "slipway login"';

/** By the `code` of `@slipway/remote`'s, `@slipway/oci`'s and Node's errors. */
const byCode: Readonly<Record<string, CodeMeaning>> = {
  UNAUTHORIZED: { exitCode: exitCodes.authentication, advice: logIn },
  DENIED: { exitCode: exitCodes.authentication },
  NOT_FOUND: { exitCode: exitCodes.notFound },
  UNREACHABLE: { exitCode: exitCodes.network, advice: startHub },
  UNAVAILABLE: { exitCode: exitCodes.network, advice: 'Try again in a moment' },
  RATE_LIMITED: { exitCode: exitCodes.network, advice: 'Wait a moment and try again' },
  TLS: {
    exitCode: exitCodes.network,
    advice: 'Trust its authority with --ca-file, or use --insecure if you know the network',
  },
  INVALID_REQUEST: { exitCode: exitCodes.usage },
  REFERENCE_INVALID: { exitCode: exitCodes.usage },
  NO_MATCHING_PLATFORM: { exitCode: exitCodes.notFound },
  ECONNREFUSED: { exitCode: exitCodes.network, advice: startHub },
  ENOTFOUND: { exitCode: exitCodes.network, advice: 'Check the host name' },
  ECONNRESET: { exitCode: exitCodes.network, advice: 'Try again' },
  ETIMEDOUT: { exitCode: exitCodes.network, advice: 'Check the network and try again' },
  ENOENT: { exitCode: exitCodes.notFound },
  ENOSPC: { exitCode: exitCodes.failure, advice: 'Free some disk space and run it again' },
  CONFIGURATION_INVALID: { exitCode: exitCodes.usage, isList: true },
};

function commanderSummary(error: CommanderError, command?: string): ErrorSummary {
  const exitCode = command === 'run' ? runExitCodes.failure : exitCodes.usage;
  if (error.code === 'commander.help') return { message: '', advice: undefined, exitCode };
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = /\(Did you mean (.*)\?\)/.exec(rest.join(' '))?.[1];
  const unknown = /^unknown (?:command|option) '(.*)'$/.exec(first)?.[1];
  const habit = unknown === undefined ? undefined : dockersWord(unknown, command);
  const help = `See "slipway ${command ? `${command} ` : ''}--help"`;
  const advice = habit ?? (suggestion ? `Did you mean ${suggestion}?` : help);
  return { message: first, advice, exitCode };
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Node's AggregateError of connection attempts has no message of its own.
  if (error.message === '' && error instanceof AggregateError) {
    return error.errors.map(messageOf).join('; ');
  }
  // "ENOENT: no such file or directory, open 'x'" says the same less plainly.
  const said = /^E[A-Z0-9]+: ([^,]+), \w+ '([^']+)'$/.exec(error.message);
  if (said) return `${said[2]}: ${said[1]}`;
  return error.message === '' ? error.name : error.message;
}
