/** What the primary tells a worker, beside answers to its commands. */
export type ToWorker =
  | {
      readonly kind: 'slipway.start';
      /** The settings as they were written, by key. */
      readonly settings: ReadonlyMap<string, unknown>;
      readonly workers: number;
    }
  | { readonly kind: 'slipway.reload' }
  /** Finish what is under way, then end. */
  | { readonly kind: 'slipway.stop' };

/** What a worker tells the primary. */
export type FromWorker =
  | { readonly kind: 'slipway.ready' }
  /** It cannot serve, for a reason that its operator can remove. */
  | { readonly kind: 'slipway.failed'; readonly message: string };

/** Whether a message is one of these and not a command's. */
export function isMessage<Message extends { readonly kind: string }>(
  message: unknown,
  ...kinds: Message['kind'][]
): message is Message {
  return (
    typeof message === 'object' &&
    message !== null &&
    kinds.includes((message as { kind?: string }).kind ?? '')
  );
}

/** Commands that cross besides the database's. */
export const metricsOfWorker = 'worker.metrics';
export const metricsOfAll = 'server.metrics';
