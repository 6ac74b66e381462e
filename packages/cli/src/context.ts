/** Where a command writes: `process.stdout` and `process.stderr`, or a test's stand-in. */
export interface Output {
  write(data: string | Uint8Array, done?: (error?: Error | null) => void): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  on?(event: 'resize', listener: () => void): unknown;
  off?(event: 'resize', listener: () => void): unknown;
}

/** Where a command reads: `process.stdin`, or a test's stand-in. */
export interface Input extends AsyncIterable<Uint8Array | string> {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
  on(event: 'data', listener: (chunk: Uint8Array | string) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  off(event: 'data', listener: (chunk: Uint8Array | string) => void): unknown;
  off(event: 'end', listener: () => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

/** All that a command knows of the process it runs in. */
export interface Context {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The package.json of the command. */
  readonly packageFile: URL;
  /** The user's home folder. */
  readonly home: string;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  /**
   * From now on signals go to `listener`, and end nothing by themselves. Returns what gives them
   * back.
   */
  readonly takeSignals: (listener: (signal: NodeJS.Signals) => void) => () => void;
}
