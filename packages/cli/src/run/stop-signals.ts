import { constants } from 'node:os';
import { usageError } from '../cli-error.ts';

/** A signal by `TERM`, `SIGTERM` or `15`. Throws a usage error naming `origin`. */
export function parseSignal(text: string, origin: string): NodeJS.Signals {
  const upper = text.trim().toUpperCase();
  const wanted = upper.startsWith('SIG') ? upper : `SIG${upper}`;
  const found = Object.entries(constants.signals).find(
    ([name, number]) => name === wanted || String(number) === upper,
  );
  if (found) return found[0] as NodeJS.Signals;
  throw usageError(`${origin} ${text}: there is no such signal`);
}

/** A running container, as far as signals go. */
export interface Stoppable {
  kill(signal: NodeJS.Signals): void;
}

/** How a container is asked to end. */
export interface StopOptions {
  /** Instead of what ends this process; undefined passes that on. */
  readonly stopSignal: NodeJS.Signals | undefined;
  /** Milliseconds from the first request to the kill. */
  readonly timeout: number;
  /** Before there is a container to ask. */
  readonly abandon: () => void;
}

const endings: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGTERM']);
/** So many requests are from somebody who will not wait. */
const impatience = 3;

/**
 * Passes this process's signals on to a container. SIGINT and SIGTERM ask it to end: by its stop
 * signal; it is killed when the time is up, or at the third request.
 */
export class SignalRelay {
  readonly #options: StopOptions;
  #container: Stoppable | undefined;
  #isStarting = false;
  #waiting: NodeJS.Signals[] = [];
  #requests = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: StopOptions) {
    this.#options = options;
  }

  /** The container is being started: signals wait for it. */
  starting(): void {
    this.#isStarting = true;
  }

  started(container: Stoppable): void {
    this.#container = container;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const signal of waiting) this.take(signal);
  }

  /** Takes a signal that this process received. */
  take(signal: NodeJS.Signals): void {
    const container = this.#container;
    const isEnding = endings.has(signal);
    if (!container) {
      if (this.#isStarting && this.#waiting.length < impatience - 1) this.#waiting.push(signal);
      else if (isEnding) this.#options.abandon();
      return;
    }
    if (!isEnding) {
      container.kill(signal);
      return;
    }
    this.#requests += 1;
    if (this.#requests >= impatience) {
      container.kill('SIGKILL');
      return;
    }
    container.kill(this.#options.stopSignal ?? signal);
    this.#timer ??= setTimeout(() => container.kill('SIGKILL'), this.#options.timeout);
  }

  /** The container has ended. */
  ended(): void {
    clearTimeout(this.#timer);
    this.#container = undefined;
  }
}
