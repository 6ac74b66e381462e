import type { LineRange, Position } from '../instruction.ts';
import { formatExcerpt } from './excerpt.ts';
import { printable } from './printable.ts';
import type { SourceFile } from './source-file.ts';

export type DockerfileErrorCode =
  /** The text cannot be split into instructions. */
  | 'SYNTAX'
  | 'UNKNOWN_INSTRUCTION'
  | 'UNKNOWN_FLAG'
  /** A flag's value, or its absence. */
  | 'INVALID_FLAG'
  /** What stands after an instruction's name and flags. */
  | 'INVALID_ARGUMENT'
  /** `# syntax=` names a frontend other than Docker's own. */
  | 'UNKNOWN_FRONTEND'
  /** A `$` expression. */
  | 'INVALID_EXPANSION'
  /** A `--mount`. */
  | 'INVALID_MOUNT'
  /** A line of `.dockerignore`, or another path pattern. */
  | 'INVALID_PATTERN'
  /** A warning, in a file that says `# check=error=true`. */
  | 'CHECK_FAILED';

/** Where in a file. */
export interface ErrorPlace {
  readonly file: SourceFile;
  readonly range: LineRange;
  readonly position: Position;
}

export interface DockerfileErrorOptions {
  readonly place?: ErrorPlace;
  /** What was probably meant: becomes part of the message. */
  readonly suggestion?: string | undefined;
  readonly cause?: unknown;
}

/** A mistake in a Dockerfile, a value in it or a `.dockerignore`: always the author's to mend. */
export class DockerfileError extends Error {
  readonly code: DockerfileErrorCode;
  /** Undefined while only a value is known: `at` adds it. */
  readonly place: ErrorPlace | undefined;
  readonly suggestion: string | undefined;

  constructor(code: DockerfileErrorCode, message: string, options: DockerfileErrorOptions = {}) {
    const { suggestion } = options;
    super(
      printable(suggestion === undefined ? message : `${message} (did you mean ${suggestion}?)`),
      options.cause === undefined ? {} : { cause: options.cause },
    );
    this.name = 'DockerfileError';
    this.code = code;
    this.place = options.place;
    this.suggestion = suggestion;
  }

  get position(): Position | undefined {
    return this.place?.position;
  }

  get lines(): LineRange | undefined {
    return this.place?.range;
  }

  /** The same error with its place; one that has a place keeps it. */
  at(place: ErrorPlace): DockerfileError {
    if (this.place !== undefined) {
      return this;
    }
    const located = new DockerfileError(this.code, this.message, { place, cause: this.cause });
    return Object.assign(located, { suggestion: this.suggestion });
  }

  /** `Dockerfile:3:5: message`, and the lines it speaks of with a caret. */
  format(): string {
    if (this.place === undefined) {
      return this.message;
    }
    const { file, range, position } = this.place;
    const head = `${file.fileName}:${position.line}:${position.column}: ${this.message}`;
    const excerpt = formatExcerpt(file, range, position);
    return excerpt === '' ? head : `${head}\n${excerpt}`;
  }
}
