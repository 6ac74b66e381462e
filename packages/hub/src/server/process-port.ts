import type { ChildProcess } from 'node:child_process';
import type { Worker } from 'node:cluster';
import type { CommandPort } from '@slipway/database';

/** The way from a worker to the primary. */
export function portToPrimary(): CommandPort {
  return {
    post(message) {
      if (!process.connected || !process.send) throw new Error('the primary has gone');
      process.send(message, undefined, undefined, ignore);
    },
    onMessage: (listener) => void process.on('message', listener),
    onClose: (listener) => void process.once('disconnect', listener),
  };
}

/** The way from the primary to a worker. */
export function portToWorker(worker: Worker): CommandPort {
  return {
    post(message) {
      if (!worker.isConnected()) throw new Error('the worker has gone');
      worker.process.send(message as object, undefined, undefined, ignore);
    },
    onMessage: (listener) => void worker.on('message', listener),
    onClose: (listener) => {
      worker.once('disconnect', listener);
      worker.once('exit', listener);
    },
  };
}

/** The way from the primary to a process that it forked by itself. */
export function portToChild(child: ChildProcess): CommandPort {
  return {
    post(message) {
      if (!child.connected) throw new Error('the process has gone');
      child.send(message as object, undefined, undefined, ignore);
    },
    onMessage: (listener) => void child.on('message', listener),
    onClose: (listener) => {
      child.once('disconnect', listener);
      child.once('exit', listener);
    },
  };
}

/** A send that fails means that the other side has gone, which its close tells. */
function ignore(): void {}
