import { Postponed } from '../jobs/postponed.ts';

/** Requests to one webhook at a time; one alone while nothing arrives there. */
const usualTurns = 4;
const failingTurns = 1;

/**
 * Keeps a receiver that is slow from taking every place that deliveries have: what finds its turns
 * taken is put off, for the longer the more there are.
 */
export class ReceiverTurns {
  readonly #underWay = new Map<number, number>();
  readonly #putOff = new Map<number, number>();

  /** Runs `work` in a turn of the webhook. Throws Postponed where none is free. */
  async take<T>(
    webhook: { readonly id: number; readonly failing: boolean },
    work: () => Promise<T>,
  ): Promise<T> {
    const { id } = webhook;
    const taken = this.#underWay.get(id) ?? 0;
    const turns = webhook.failing ? failingTurns : usualTurns;
    if (taken >= turns) {
      const others = (this.#putOff.get(id) ?? 0) + 1;
      this.#putOff.set(id, others);
      throw new Postponed(
        Math.min(60_000, 500 * Math.ceil(others / turns)),
        'the receiver is busy',
      );
    }
    this.#underWay.set(id, taken + 1);
    try {
      return await work();
    } finally {
      const left = (this.#underWay.get(id) ?? 1) - 1;
      if (left > 0) this.#underWay.set(id, left);
      else {
        this.#underWay.delete(id);
        this.#putOff.delete(id);
      }
    }
  }
}
