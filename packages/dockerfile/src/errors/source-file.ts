/** A text file as messages show it. */
export interface SourceFile {
  readonly fileName: string;
  /** Without their line ends. */
  readonly lines: readonly string[];
}
