import type { BuildEvent } from '@slipway/builder';

/** Shows what happens in a build. */
export interface BuildDisplay {
  take(event: BuildEvent): void;
  /** Writes what is still to be written; nothing of a moving display stays. Idempotent. */
  finish(): void;
}
