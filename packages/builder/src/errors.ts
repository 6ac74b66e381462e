import type { LineRange } from '@slipway/dockerfile';

export type BuildErrorCode =
  /** The Dockerfile, or what it asks for, cannot be built: said before anything runs. */
  | 'INVALID_DOCKERFILE'
  /** An option or a context makes no sense. */
  | 'INVALID_REQUEST'
  | 'CONTEXT_UNAVAILABLE'
  | 'IMAGE_NOT_FOUND'
  | 'PLATFORM_NOT_FOUND'
  /** COPY or ADD: a source is absent, a checksum differs, a user is unknown. */
  | 'COPY_FAILED'
  /** A RUN ended with another code than 0. */
  | 'STEP_FAILED'
  /** A step needs an entitlement that --allow did not give. */
  | 'NOT_ALLOWED'
  | 'SECRET_MISSING'
  /** What --cache-from names has not the layers that it says. */
  | 'CACHE_INVALID'
  | 'EXPORT_FAILED';

export interface BuildErrorOptions {
  readonly cause?: unknown;
  /** Where in the Dockerfile. */
  readonly lines?: LineRange;
  /** What is wrong there, as it is written, where the message does not quote it. */
  readonly word?: string;
  /** What to do, one line. */
  readonly advice?: string;
  /** The command's exit code, for STEP_FAILED. */
  readonly exitCode?: number;
}

/** Why a build did not succeed: what failed, where in the Dockerfile, what to do. */
export class BuildError extends Error {
  readonly code: BuildErrorCode;
  readonly lines: LineRange | undefined;
  readonly word: string | undefined;
  readonly advice: string | undefined;
  readonly exitCode: number | undefined;

  constructor(code: BuildErrorCode, message: string, options: BuildErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'BuildError';
    this.code = code;
    this.lines = options.lines;
    this.word = options.word;
    this.advice = options.advice;
    this.exitCode = options.exitCode;
  }
}
