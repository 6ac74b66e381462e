/** A part of an instruction's text. */
export interface Word {
  readonly text: string;
  /** Where it begins in the logical line, for messages. */
  readonly offset: number;
}
