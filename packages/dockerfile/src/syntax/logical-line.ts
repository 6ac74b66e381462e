import {
  DockerfileError,
  type DockerfileErrorCode,
  type ErrorPlace,
} from '../errors/dockerfile-error.ts';
import type { SourceFile } from '../errors/source-file.ts';
import type { LineRange, Position } from '../instruction.ts';

/** A part of a logical line: from here on its text stands at `line` and `column` of the file. */
interface Piece {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** An instruction's text, its continuation lines joined, that still knows where each part stood. */
export class LogicalLine {
  readonly file: SourceFile;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly #pieces: readonly Piece[];

  constructor(file: SourceFile, text: string, pieces: readonly Piece[], range: LineRange) {
    this.file = file;
    this.text = text;
    this.#pieces = pieces;
    this.start = range.start;
    this.end = range.end;
  }

  /** Where the character at `offset` of `text` stands. */
  positionAt(offset: number): Position {
    let found: Piece = { offset: 0, line: this.start, column: 1 };
    for (const piece of this.#pieces) {
      if (piece.offset > offset) {
        break;
      }
      found = piece;
    }
    return { line: found.line, column: found.column + offset - found.offset };
  }

  placeAt(offset: number): ErrorPlace {
    return {
      file: this.file,
      range: { start: this.start, end: this.end },
      position: this.positionAt(offset),
    };
  }

  /** An error at `offset`, for the caller to throw. */
  error(
    code: DockerfileErrorCode,
    message: string,
    offset: number,
    suggestion?: string,
  ): DockerfileError {
    return new DockerfileError(code, message, { place: this.placeAt(offset), suggestion });
  }
}
