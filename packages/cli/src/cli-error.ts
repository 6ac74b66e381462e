import { exitCodes } from './exit-codes.ts';

/** What may accompany a {@link CliError}. */
export interface CliErrorOptions {
  /** One of `exitCodes`, or what Docker ends with in the same case. */
  readonly exitCode?: number;
  /** What the user can do about it; a sentence. */
  readonly advice?: string;
  readonly cause?: unknown;
}

/** A failure that the command itself found; `message` says what and why. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: number;
  readonly advice: string | undefined;

  constructor(message: string, options: CliErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.exitCode = options.exitCode ?? exitCodes.failure;
    this.advice = options.advice;
  }
}

/** A {@link CliError} for a command line that cannot be followed. */
export function usageError(message: string, advice?: string): CliError {
  return new CliError(message, {
    exitCode: exitCodes.usage,
    ...(advice === undefined ? {} : { advice }),
  });
}
