import type { Caller } from './authority.ts';

/** Limits how many bodies a caller sends at once, right across all workers. */
export interface UploadSlots {
  /** A function that gives the slot back (call it once), or undefined where all are taken. */
  acquire(caller: Caller): Promise<(() => void) | undefined>;
}
