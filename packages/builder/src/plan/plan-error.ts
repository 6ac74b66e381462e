import type { LineRange } from '@slipway/dockerfile';
import { DockerfileError } from '@slipway/dockerfile';
import { BuildError } from '../errors.ts';

/** An error of the Dockerfile itself, told with its place. */
export function invalid(message: string, lines?: LineRange, advice?: string): BuildError {
  return new BuildError('INVALID_DOCKERFILE', message, {
    ...(lines ? { lines } : {}),
    ...(advice ? { advice } : {}),
  });
}

/** `message (did you mean x?)`, where there is an x. */
export function withSuggestion(message: string, suggestion: string | undefined): string {
  return suggestion === undefined ? message : `${message} (did you mean ${suggestion}?)`;
}

/**
 * The error with its place in the Dockerfile: a {@link BuildError} that has none gets it, a value's
 * DockerfileError becomes INVALID_DOCKERFILE. Anything else is a fault of ours and stays.
 */
export function located(error: unknown, lines: LineRange | undefined): unknown {
  if (!lines) return error;
  if (error instanceof DockerfileError && error.lines === undefined)
    return new BuildError('INVALID_DOCKERFILE', error.message, { lines, cause: error });
  if (error instanceof BuildError && error.lines === undefined)
    return new BuildError(error.code, error.message, {
      lines,
      cause: error,
      ...(error.word === undefined ? {} : { word: error.word }),
      ...(error.advice === undefined ? {} : { advice: error.advice }),
      ...(error.exitCode === undefined ? {} : { exitCode: error.exitCode }),
    });
  return error;
}

/** Runs `action`; what it throws gets its place by {@link located}. */
export function atLines<T>(lines: LineRange | undefined, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw located(error, lines);
  }
}
