import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** A server that a test started. */
export interface BackgroundProcess {
  readonly pid: number;
  /** All it has written so far. */
  log(): string;
  isRunning(): boolean;
  signal(name: NodeJS.Signals): void;
  /** Resolves when it has ended. */
  ended(): Promise<void>;
  /** Asks it to end, and kills it where that takes longer than `patience` milliseconds. */
  stop(patience?: number): Promise<void>;
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a server; it is killed when the test process ends, whatever happens. */
export function startProcess(
  command: string,
  args: readonly string[],
  options: { env?: Readonly<Record<string, string>>; cwd?: string } = {},
): BackgroundProcess {
  const child = spawn(command, args, {
    ...options,
    env: { ...inheritedEnvironment(), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let log = '';
  const note = (text: string): void => {
    log += text;
  };
  child.stdout.setEncoding('utf8').on('data', note);
  child.stderr.setEncoding('utf8').on('data', note);
  child.on('error', (error) => note(`${error.message}\n`));
  const end = once(child, 'close').then(
    () => running.delete(child),
    () => running.delete(child),
  );
  const isRunning = (): boolean => running.has(child) && child.exitCode === null;
  return {
    pid: child.pid ?? -1,
    log: () => log,
    isRunning,
    signal: (name) => void child.kill(name),
    ended: async () => void (await end),
    async stop(patience = 10_000) {
      if (!isRunning()) return;
      child.kill('SIGTERM');
      const late = AbortSignal.timeout(patience);
      late.addEventListener('abort', () => child.kill('SIGKILL'));
      await end;
    },
  };
}

/**
 * Waits until `check` answers true. Throws with the process's log where it ends before, or where
 * `seconds` pass.
 */
export async function waitUntilReady(
  server: BackgroundProcess,
  check: () => Promise<boolean>,
  seconds = 30,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await check().catch(() => false))) {
    if (!server.isRunning()) throw new Error(`server ended as it started:\n${server.log()}`);
    if (Date.now() > deadline)
      throw new Error(`server not ready in ${seconds} s:\n${server.log()}`);
    await delay(50);
  }
}

/** Settings of whoever runs the tests stay out of what they start. */
function inheritedEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^SLIPWAY_|^NODE_OPTIONS$|^VITEST/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}
