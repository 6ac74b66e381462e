/** Counts bodies under way, in all and by account. */
export class UploadCounter {
  readonly #limits: { readonly total: number; readonly perAccount: number };
  readonly #byAccount = new Map<string, number>();
  #total = 0;

  constructor(limits: { readonly total: number; readonly perAccount: number }) {
    this.#limits = limits;
  }

  /** Bodies under way now. */
  get active(): number {
    return this.#total;
  }

  /** Takes a slot where one is free. */
  acquire(account: string): boolean {
    const own = this.#byAccount.get(account) ?? 0;
    if (this.#total >= this.#limits.total || own >= this.#limits.perAccount) return false;
    this.#total += 1;
    this.#byAccount.set(account, own + 1);
    return true;
  }

  /** Gives one back. */
  release(account: string): void {
    const own = this.#byAccount.get(account);
    if (own === undefined) return;
    this.#total -= 1;
    if (own > 1) this.#byAccount.set(account, own - 1);
    else this.#byAccount.delete(account);
  }
}
