/** Thrown by a job that cannot begin now, through nobody's fault: it does not count as a try. */
export class Postponed extends Error {
  override readonly name = 'Postponed';
  /** Milliseconds to wait. */
  readonly waitMs: number;

  constructor(waitMs: number, reason: string) {
    super(reason);
    this.waitMs = waitMs;
  }
}
