import type { CommandPort } from '../src/index.ts';

/** What of `process` and of a forked child a port needs; both need advanced serialization. */
interface MessagingProcess {
  send?(message: unknown): unknown;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
}

export function processPort(peer: MessagingProcess): CommandPort {
  return {
    post: (message) => {
      peer.send?.(message);
    },
    onMessage: (listener) => {
      peer.on('message', listener);
    },
    onClose: (listener) => {
      peer.on('disconnect', listener);
    },
  };
}
