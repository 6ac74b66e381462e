/** Lines of the file, both included, counted from 1. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/** A place in the file, both counted from 1; columns count UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The body of a here-document. */
export interface Heredoc {
  /** The word after `<<`: a file's name in COPY and ADD. */
  readonly name: string;
  /** As written, tabs stripped where `<<-` asks for it. */
  readonly content: string;
  /** `<<-` alone: with its tabs, for a shell that reads the document itself. */
  readonly unstripped?: string;
  /** False where any part of the word was quoted: `$x` stays as it is. */
  readonly expand: boolean;
}

interface InstructionBase {
  readonly range: LineRange;
  /** Where the instruction's name stands. */
  readonly position: Position;
  /** The instruction as written, continuation lines joined: for messages and progress. */
  readonly source: string;
  readonly heredocs: readonly Heredoc[];
}

/** A command as text for the shell (one element), or as its words. */
export interface CommandLine {
  readonly form: 'shell' | 'exec';
  readonly words: readonly string[];
}

/** No value in any instruction is expanded: `createExpander` does that with the variables of its stage. */
export interface FromInstruction extends InstructionBase {
  readonly kind: 'FROM';
  /** An image, a stage's name, a named context or `scratch`. */
  readonly image: string;
  /** Lower-cased. */
  readonly alias?: string;
  readonly platform?: string;
}

export interface ArgInstruction extends InstructionBase {
  readonly kind: 'ARG';
  readonly arguments: readonly { readonly name: string; readonly default?: string }[];
}

export interface PairsInstruction extends InstructionBase {
  readonly kind: 'ENV' | 'LABEL';
  /** Both as words still to be expanded, quotes included. */
  readonly pairs: readonly { readonly name: string; readonly value: string }[];
}

export interface RunInstruction extends InstructionBase {
  readonly kind: 'RUN';
  readonly command: CommandLine;
  /** Each `--mount`, as written: `parseMount` reads it once its variables are known. */
  readonly mounts: readonly string[];
  readonly network?: 'default' | 'none' | 'host';
  readonly security?: 'sandbox' | 'insecure';
}

export interface CopyInstruction extends InstructionBase {
  readonly kind: 'COPY' | 'ADD';
  /** Paths, and for ADD URLs; heredocs are in `heredocs` and not here. */
  readonly sources: readonly string[];
  readonly destination: string;
  /** A stage's name or index, an image, a named context; never expanded. COPY alone. */
  readonly from?: string;
  readonly chown?: string;
  readonly chmod?: string;
  readonly link: boolean;
  readonly parents: boolean;
  readonly exclude: readonly string[];
  /** ADD alone, as the next two. */
  readonly checksum?: string;
  readonly keepGitDir?: boolean;
  readonly unpack?: boolean;
}

export interface CommandInstruction extends InstructionBase {
  readonly kind: 'CMD' | 'ENTRYPOINT';
  readonly command: CommandLine;
}

export interface ListInstruction extends InstructionBase {
  readonly kind: 'EXPOSE' | 'VOLUME' | 'SHELL';
  readonly values: readonly string[];
}

export interface ValueInstruction extends InstructionBase {
  readonly kind: 'USER' | 'WORKDIR' | 'STOPSIGNAL' | 'MAINTAINER';
  readonly value: string;
}

export interface HealthcheckInstruction extends InstructionBase {
  readonly kind: 'HEALTHCHECK';
  /** Undefined for `NONE`. */
  readonly command?: CommandLine;
  /** Nanoseconds, as the image config has them. */
  readonly interval?: number;
  readonly timeout?: number;
  readonly startPeriod?: number;
  readonly startInterval?: number;
  readonly retries?: number;
}

export interface OnbuildInstruction extends InstructionBase {
  readonly kind: 'ONBUILD';
  /** What `Config.OnBuild` keeps: the text after ONBUILD, heredocs included. */
  readonly expression: string;
}

export type Instruction =
  | FromInstruction
  | ArgInstruction
  | PairsInstruction
  | RunInstruction
  | CopyInstruction
  | CommandInstruction
  | ListInstruction
  | ValueInstruction
  | HealthcheckInstruction
  | OnbuildInstruction;

/** What may stand in a stage after its FROM. */
export type StageInstruction = Exclude<Instruction, FromInstruction>;

/** A FROM with all that follows it. */
export interface Stage {
  /** From 0, in the order of the file. */
  readonly index: number;
  readonly from: FromInstruction;
  readonly instructions: readonly StageInstruction[];
}

/** Something that will not fail the build, said before it starts. */
export interface DockerfileWarning {
  /** BuildKit's rule name: `NoEmptyContinuation`. */
  readonly rule: string;
  readonly message: string;
  readonly range: LineRange;
}

/** A file that was read without an error. */
export interface Dockerfile {
  /** For messages. */
  readonly fileName: string;
  /** The lines as written, for excerpts. */
  readonly lines: readonly string[];
  /** `\` or a backtick. */
  readonly escape: string;
  /** `# syntax=`, `# escape=`, `# check=`, by lower-cased key. */
  readonly directives: ReadonlyMap<string, { readonly value: string; readonly range: LineRange }>;
  /** The ARGs before the first FROM. */
  readonly globalArguments: readonly ArgInstruction[];
  readonly stages: readonly Stage[];
  readonly warnings: readonly DockerfileWarning[];
}

/** A `RUN --mount`, its values expanded. Defaults that need the vertex are left out. */
export interface RunMount {
  readonly type: 'bind' | 'cache' | 'tmpfs' | 'secret' | 'ssh';
  readonly target?: string;
  readonly source?: string;
  readonly from?: string;
  readonly readOnly?: boolean;
  readonly id?: string;
  readonly sharing?: 'shared' | 'private' | 'locked';
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Bytes. */
  readonly size?: number;
  readonly required?: boolean;
  /** The variable a secret is put into. */
  readonly env?: string;
}
