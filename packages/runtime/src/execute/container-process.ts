import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { RuntimeError } from '../errors.ts';
import type { RunOptions } from './container.ts';
import { openStreams } from './process-streams.ts';
import type { RuntimeProgram } from './runtime-program.ts';

export interface ContainerProcess {
  readonly program: RuntimeProgram;
  readonly id: string;
  /** Holds config.json; the runtime's state, log and pid file go beside it. */
  readonly bundle: string;
  readonly stateFolder: string;
  readonly command: string;
}

/** How often an abort looks for the container's first process while it is still being made. */
const LOOK_AGAIN_MS = 5;

/**
 * Runs a bundle to its end and resolves to the exit code. The container's first process is the init
 * of a pid namespace: when it ends, or is killed by `options.signal`, the kernel ends all others
 * before the runtime hears of it. Throws COMMAND_NOT_FOUND, COMMAND_NOT_EXECUTABLE, START_FAILED,
 * the signal's reason.
 */
export async function runProcess(process_: ContainerProcess, options: RunOptions): Promise<number> {
  const { program, id, bundle, stateFolder } = process_;
  options.signal?.throwIfAborted();
  const pidFile = join(bundle, 'pid');
  const log = join(bundle, 'log.json');
  const isStarted = () => readPid(pidFile) !== undefined;
  const streams = openStreams(options.streams, bundle, (sink) => heldUntil(isStarted, sink));
  try {
    const terminal = options.streams.kind === 'inherited' && options.streams.terminal;
    const child = spawn(
      program.path,
      [
        ...['--root', stateFolder, '--log', log, '--log-format', 'json'],
        ...program.globalArguments,
        ...['run', '--bundle', bundle, '--pid-file', pidFile, id],
      ],
      // In a session of its own no Ctrl-C reaches it but through `kill`. At a terminal it must be
      // told of new window sizes, and Ctrl-C is a character.
      { stdio: [...streams.stdio], detached: !terminal },
    );
    const exit = exitOf(child);
    streams.childHasThem();
    const code = await watched({ child, exit, pidFile }, options);
    await streams.finished();
    options.signal?.throwIfAborted();
    if (!isStarted()) throw startError(await loggedError(log), process_.command);
    return code;
  } finally {
    streams.close();
  }
}

interface RunningChild {
  readonly child: ChildProcess;
  readonly exit: Promise<number>;
  readonly pidFile: string;
}

async function watched(running: RunningChild, options: RunOptions): Promise<number> {
  const over = new AbortController();
  const killed = options.signal ? killOnAbort(running, options.signal, over.signal) : undefined;
  const announced = options.onStarted ? announceStart(running, options, over.signal) : undefined;
  try {
    return await running.exit;
  } finally {
    over.abort();
    await Promise.all([killed, announced]);
  }
}

async function killOnAbort(
  running: RunningChild,
  signal: AbortSignal,
  over: AbortSignal,
): Promise<void> {
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { signal: over, once: true });
    over.addEventListener('abort', () => resolve(), { once: true });
  });
  if (signal.aborted) await killFirstProcess(running, over);
}

/** Not the runtime itself: a container half made would stay behind without it. */
async function killFirstProcess({ pidFile }: RunningChild, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    const pid = readPid(pidFile);
    if (pid !== undefined) {
      send(pid, 'SIGKILL');
      return;
    }
    await delay(LOOK_AGAIN_MS);
  }
}

async function announceStart(
  { pidFile }: RunningChild,
  options: RunOptions,
  over: AbortSignal,
): Promise<void> {
  while (!over.aborted) {
    const pid = readPid(pidFile);
    if (pid !== undefined) {
      options.onStarted?.({
        kill: (signal) => {
          if (!over.aborted) send(pid, signal);
        },
      });
      return;
    }
    await delay(LOOK_AGAIN_MS);
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // ESRCH: it has just ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) =>
      reject(
        new RuntimeError('START_FAILED', `the container runtime: ${cause.message}`, { cause }),
      ),
    );
    child.once('exit', (code, signal) => {
      if (code !== null) resolve(code);
      else reject(new RuntimeError('START_FAILED', `the container runtime was ended by ${signal}`));
    });
  });
}

function readPid(pidFile: string): number | undefined {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8'));
    return pid > 0 ? pid : undefined;
  } catch {
    // Not written yet.
    return undefined;
  }
}

/**
 * Error output before the container exists is the runtime's own complaint, which its log has too: it
 * becomes the error and is no output.
 */
function heldUntil(
  isStarted: () => boolean,
  sink: (data: Uint8Array) => undefined | Promise<void>,
): (data: Uint8Array) => undefined | Promise<void> {
  let started = false;
  return (data) => {
    started ||= isStarted();
    return started ? sink(data) : undefined;
  };
}

async function loggedError(log: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(log, 'utf8');
  } catch {
    // Ended before it could log anything.
    return 'the container runtime gave no reason';
  }
  const messages = text.split('\n').flatMap((line) => {
    try {
      const { level, msg } = JSON.parse(line) as { level?: string; msg?: string };
      return level === 'error' && msg ? [msg] : [];
    } catch {
      // An empty last line, or one cut off.
      return [];
    }
  });
  return messages.at(-1) ?? 'the container runtime gave no reason';
}

function startError(message: string, command: string): RuntimeError {
  if (/exec.*permission denied/iu.test(message)) {
    return new RuntimeError('COMMAND_NOT_EXECUTABLE', `${command}: permission denied`, {
      cause: new Error(message),
      advice: 'make it executable (chmod +x) in the image, or name its interpreter',
    });
  }
  if (/executable file .*not found|exec.*no such file or directory/iu.test(message)) {
    return new RuntimeError('COMMAND_NOT_FOUND', `${command}: not found in the image`, {
      cause: new Error(message),
      advice:
        'check the name, PATH, and that the image has it (a scratch image has not even /bin/sh)',
    });
  }
  return new RuntimeError('START_FAILED', `the container could not be started: ${message}`);
}
