import type { LoginAllowance, LoginKeys, LoginLimiter } from '../ports/login-limiter.ts';

/** Blocks an account or address after five failures, until it is reset. */
export class CountingLoginLimiter implements LoginLimiter {
  readonly #failures = new Map<string, number>();

  async check({ account, address }: LoginKeys): Promise<LoginAllowance> {
    const most = Math.max(this.#of(`account ${account}`), this.#of(`address ${address}`));
    return most < 5
      ? { allowed: true, retryAfterSeconds: 0 }
      : { allowed: false, retryAfterSeconds: 30 };
  }

  async failed({ account, address }: LoginKeys): Promise<void> {
    for (const key of [`account ${account}`, `address ${address}`]) {
      this.#failures.set(key, this.#of(key) + 1);
    }
  }

  async succeeded({ account }: LoginKeys): Promise<void> {
    this.#failures.delete(`account ${account}`);
  }

  reset(): void {
    this.#failures.clear();
  }

  #of(key: string): number {
    return this.#failures.get(key) ?? 0;
  }
}
