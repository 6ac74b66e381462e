/** Told how jobs end, for measurements. Cheap and never throws. */
export interface JobObserver {
  ended(job: {
    /** A topic, or a periodic job's name. */
    readonly job: string;
    /** `retried`: it failed and is tried again. `postponed`: it could not begin. */
    readonly outcome: 'succeeded' | 'retried' | 'failed' | 'postponed';
    readonly seconds: number;
  }): void;
}

export const noJobObserver: JobObserver = { ended() {} };
