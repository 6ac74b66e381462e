import type { LineRange } from '../instruction.ts';
import type { Directives } from './directives.ts';
import type { LogicalLine } from './logical-line.ts';
import type { SourceText } from './source-text.ts';
import type { Word } from './word.ts';

/** A here-document as it stands in the file. */
export interface AstHeredoc {
  readonly name: string;
  readonly expand: boolean;
  readonly stripTabs: boolean;
  readonly content: string;
}

/** An instruction split into its parts; whether it makes sense is not known yet. */
export interface AstNode {
  /** As written. */
  readonly name: Word;
  /** Each with its value, dashes included. */
  readonly flags: readonly Word[];
  /** ENV and LABEL: name, value and `=` (or nothing) by turns. */
  readonly words: readonly Word[];
  /** The words come from a JSON array. */
  readonly json: boolean;
  /** ONBUILD: the instruction it keeps. */
  readonly trigger?: AstNode;
  /** From the name on, continuation lines joined. */
  readonly source: string;
  readonly heredocs: readonly AstHeredoc[];
  readonly line: LogicalLine;
  /** The comment lines right above, without their `#`. */
  readonly comments: readonly string[];
  /** Here-documents included. */
  readonly range: LineRange;
}

export interface EmptyContinuation {
  /** The blank line. */
  readonly line: number;
  /** The instruction it stands in. */
  readonly source: string;
}

/** A file's instructions, in order. */
export interface Ast {
  readonly source: SourceText;
  readonly escape: string;
  readonly directives: Directives;
  readonly nodes: readonly AstNode[];
  readonly emptyContinuations: readonly EmptyContinuation[];
}
