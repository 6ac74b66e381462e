import { hash, verify } from '@node-rs/argon2';
import { TooBusyError } from '../sign-in/sign-in-error.ts';

/**
 * OWASP's argon2id parameters for servers (Password Storage Cheat Sheet): 19 MiB, two passes, one
 * lane. `algorithm` 2 is argon2id (the package declares it as a const enum, which types stripped
 * from source cannot use).
 */
const parameters = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hashing runs on libuv's four threads, which files need too: half of them at most. */
const concurrency = 2;

/** More waiting than this and the answer would come too late for anyone. */
const longestQueue = 128;

/** Hashes and checks passwords off the event loop, a bounded number at once. */
export class PasswordHasher {
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  #dummy: Promise<string> | undefined;

  /** An argon2id hash in PHC form. Throws TooBusyError where too many wait. */
  hash(password: string): Promise<string> {
    return this.#limited(() => hash(password, parameters));
  }

  /**
   * Whether the password fits. Without a hash (no such account) the same work is done and the
   * answer is false, so that time does not tell who has an account. Throws TooBusyError.
   */
  async verify(passwordHash: string | null | undefined, password: string): Promise<boolean> {
    if (passwordHash) return this.#limited(() => verify(passwordHash, password));
    this.#dummy ??= hash('a password that nobody has', parameters);
    const dummy = await this.#dummy;
    await this.#limited(() => verify(dummy, password));
    return false;
  }

  async #limited<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#running < concurrency) this.#running += 1;
    else {
      if (this.#waiting.length >= longestQueue) throw new TooBusyError();
      // The slot is handed over by whoever finishes: the count stays as it is.
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}
