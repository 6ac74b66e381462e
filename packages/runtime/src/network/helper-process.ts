import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** A program that carries a network as long as it runs. */
export interface HelperProcess {
  isAlive(): boolean;
  /** Idempotent; resolves when it has ended. */
  stop(): Promise<void>;
}

const LOOK_AGAIN_MS = 2;
const READY_WITHIN_MS = 10_000;

/**
 * Starts a program and waits until `isReady`. It does not keep this process from ending, and ends
 * with it. Rejects with its last line of complaint where it ends before.
 */
export async function startHelper(
  command: readonly string[],
  isReady: () => boolean,
): Promise<HelperProcess> {
  const [program = '', ...parameters] = command;
  const child = spawn(program, parameters, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  const complaint = lastWords(child);
  let failure: Error | undefined;
  child.on('error', (error) => {
    failure = error;
  });
  const isAlive = () => child.exitCode === null && child.signalCode === null && !failure;
  const stop = async () => {
    if (!isAlive()) return;
    child.ref();
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  const deadline = performance.now() + READY_WITHIN_MS;
  while (!isReady()) {
    if (!isAlive()) throw failure ?? new Error(complaint() || `ended with ${child.exitCode}`);
    if (performance.now() > deadline) {
      await stop();
      throw new Error(`not ready within ${READY_WITHIN_MS / 1000} s`);
    }
    await delay(LOOK_AGAIN_MS);
  }
  child.unref();
  (child.stderr as { unref?(): void } | null)?.unref?.();
  return { isAlive, stop };
}

function lastWords(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.on('data', (data: Buffer) => {
    text = `${text}${data.toString()}`.slice(-4096);
  });
  return () => text.trim().split('\n').at(-1) ?? '';
}
