import type { Context, Input, Output } from '../context.ts';

/** A stand-in for a terminal or a pipe that keeps what is written. */
export class FakeOutput implements Output {
  text = '';
  columns: number;
  rows: number;
  readonly isTTY: boolean;
  readonly writes: string[] = [];
  readonly #resized = new Set<() => void>();

  constructor(options: { columns?: number; rows?: number; isTTY?: boolean } = {}) {
    this.columns = options.columns ?? 80;
    this.rows = options.rows ?? 24;
    this.isTTY = options.isTTY ?? false;
  }

  write(data: string | Uint8Array, done?: () => void): void {
    const text = typeof data === 'string' ? data : Buffer.from(data).toString('latin1');
    this.text += text;
    this.writes.push(text);
    done?.();
  }

  on(_event: 'resize', listener: () => void): void {
    this.#resized.add(listener);
  }

  off(_event: 'resize', listener: () => void): void {
    this.#resized.delete(listener);
  }

  resize(columns: number): void {
    this.columns = columns;
    for (const listener of this.#resized) listener();
  }
}

/** Standard input: lines for a pipe, or keys that a test types into a terminal. */
export class FakeInput implements Input {
  readonly isTTY: boolean;
  readonly rawModes: boolean[] = [];
  readonly #text: string;
  readonly #listeners = new Set<(chunk: string) => void>();

  constructor(options: { text?: string; isTTY?: boolean } = {}) {
    this.#text = options.text ?? '';
    this.isTTY = options.isTTY ?? false;
  }

  type(keys: string): void {
    for (const listener of [...this.#listeners]) listener(keys);
  }

  setRawMode(raw: boolean): void {
    this.rawModes.push(raw);
  }

  on(event: 'data' | 'end', listener: (chunk: never) => void): void {
    if (event === 'data') this.#listeners.add(listener as (chunk: string) => void);
  }

  off(_event: 'data' | 'end', listener: (chunk: never) => void): void {
    this.#listeners.delete(listener as (chunk: string) => void);
  }

  resume(): void {}

  pause(): void {}

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    if (this.#text !== '') yield this.#text;
  }
}

/** A context whose parts a test can look into. */
export interface FakeContext extends Context {
  readonly stdin: FakeInput;
  readonly stdout: FakeOutput;
  readonly stderr: FakeOutput;
}

/** A context of a process that knows nothing: no variables, pipes for all streams. */
export function fakeContext(parts: Partial<FakeContext> = {}): FakeContext {
  return {
    environment: {},
    packageFile: new URL('../../package.json', import.meta.url),
    home: '/nonexistent',
    stdin: new FakeInput(),
    stdout: new FakeOutput(),
    stderr: new FakeOutput(),
    signal: new AbortController().signal,
    takeSignals: () => () => {},
    ...parts,
  };
}
