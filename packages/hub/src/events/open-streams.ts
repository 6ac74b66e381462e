import { ProblemError } from '../api/problem-error.ts';

/** In one process. */
const mostInAll = 1000;
/** Of one account, or one address that nobody is signed in at. */
const mostOfOne = 30;

/** Counts the streams that are open, and ends them all when the process is to end. */
export class OpenStreams {
  readonly #byReader = new Map<string, number>();
  readonly #end = new AbortController();
  #all = 0;

  /** Ends every stream, and each that is asked for from now on. */
  end(): void {
    this.#end.abort();
  }

  /** Aborted when streams are to end. */
  get signal(): AbortSignal {
    return this.#end.signal;
  }

  /** Counts the stream until it ends. Throws ProblemError 429 or 503 where there are too many. */
  admit(reader: string, stream: (signal: AbortSignal) => AsyncIterable<string>) {
    const own = this.#byReader.get(reader) ?? 0;
    const headers = { 'retry-after': '30' };
    if (own >= mostOfOne) {
      throw new ProblemError(429, `at most ${mostOfOne} streams at a time: close some`, {
        headers,
      });
    }
    if (this.#all >= mostInAll || this.signal.aborted) {
      throw new ProblemError(503, 'no more streams can be opened here now', { headers });
    }
    this.#all += 1;
    this.#byReader.set(reader, own + 1);
    let open = true;
    const release = () => {
      if (!open) return;
      open = false;
      this.#all -= 1;
      const left = (this.#byReader.get(reader) ?? 1) - 1;
      if (left > 0) this.#byReader.set(reader, left);
      else this.#byReader.delete(reader);
    };
    return { stream: released(stream(this.signal), release), release };
  }
}

async function* released(stream: AsyncIterable<string>, release: () => void) {
  try {
    yield* stream;
  } finally {
    release();
  }
}
