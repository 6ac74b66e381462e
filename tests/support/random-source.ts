/** Random values that a seed repeats, so that a failure can be looked at again. */
export class RandomSource {
  readonly seed: number;
  #state: number;

  /** Seeded by `SLIPWAY_TEST_SEED` where that is set. */
  constructor(seed = Number(process.env.SLIPWAY_TEST_SEED ?? Date.now() % 2 ** 31)) {
    this.seed = seed;
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 to `below` - 1. */
  integer(below: number): number {
    // mulberry32: a full period of 32 bits is plenty for tests.
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  }

  /** One of a list's entries. */
  pick<Value>(values: readonly Value[]): Value {
    return values[this.integer(values.length)] as Value;
  }

  bytes(length: number): Buffer {
    const buffer = Buffer.allocUnsafe(length);
    for (let at = 0; at < length; at += 4) {
      const word = this.integer(2 ** 32);
      for (let byte = 0; byte < 4 && at + byte < length; byte++) {
        buffer[at + byte] = word >>> (8 * byte);
      }
    }
    return buffer;
  }
}
