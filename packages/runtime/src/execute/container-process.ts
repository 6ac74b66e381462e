import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RuntimeError } from '../errors.ts';
import type { RunOptions } from './container.ts';
import { openStreams, type Sink } from './process-streams.ts';
import type { RuntimeProgram } from './runtime-program.ts';

export interface ContainerProcess {
  readonly program: RuntimeProgram;
  readonly id: string;
  /** Holds config.json; the runtime's state, log and pid file go beside it. */
  readonly bundle: string;
  readonly stateFolder: string;
  readonly command: string;
}

/** How often to look for the container's first process while it is being made. */
const LOOK_AGAIN_MS = 5;

/**
 * Runs a bundle to its end and resolves to the exit code. The container's first process is the init
 * of a pid namespace: when it ends, or is killed by `options.signal`, the kernel ends all others
 * before the runtime hears of it. Throws COMMAND_NOT_FOUND, COMMAND_NOT_EXECUTABLE, START_FAILED,
 * the signal's reason.
 */
export async function runProcess(process_: ContainerProcess, options: RunOptions): Promise<number> {
  options.signal?.throwIfAborted();
  const { program, id, bundle, stateFolder } = process_;
  const pidFile = join(bundle, 'pid');
  const log = join(bundle, 'log.json');
  const start = makeStart();
  const streams = openStreams(options.streams, bundle, (sink) => heldUntilStarted(start, sink));
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
    const code = await watched({ exit, pidFile, start }, options);
    await streams.finished();
    options.signal?.throwIfAborted();
    if ((await start.pid) === undefined) {
      throw startError(await loggedError(log), process_.command);
    }
    return code;
  } finally {
    start.settle(undefined);
    streams.close();
  }
}

/** The container's first process, once it is known; undefined where there never was one. */
interface Start {
  readonly pid: Promise<number | undefined>;
  /** The first call counts. */
  settle(pid: number | undefined): void;
}

function makeStart(): Start {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  return { pid: promise, settle: resolve };
}

interface RunningContainer {
  readonly exit: Promise<number>;
  readonly pidFile: string;
  readonly start: Start;
}

/** Until the end: says when it has started, passes signals on, kills it when aborted. */
async function watched(
  { exit, pidFile, start }: RunningContainer,
  options: RunOptions,
): Promise<number> {
  let isOver = false;
  const sendOn = (signal: NodeJS.Signals) => {
    start.pid.then((pid) => {
      if (pid !== undefined && !isOver) send(pid, signal);
    });
  };
  // Only its first process, never the runtime: a container half made would stay behind without it.
  const onAbort = () => sendOn('SIGKILL');
  options.signal?.addEventListener('abort', onAbort, { once: true });
  if (options.signal?.aborted) onAbort();
  start.pid.then((pid) => {
    if (pid !== undefined && !isOver) options.onStarted?.({ kill: sendOn });
  });
  const looking = setInterval(() => {
    const pid = readPid(pidFile);
    if (pid === undefined) return;
    clearInterval(looking);
    start.settle(pid);
  }, LOOK_AGAIN_MS);
  try {
    return await exit;
  } catch (error) {
    // The runtime itself was ended; what it started must not go on without it.
    const pid = readPid(pidFile);
    if (pid !== undefined) send(pid, 'SIGKILL');
    throw error;
  } finally {
    isOver = true;
    clearInterval(looking);
    options.signal?.removeEventListener('abort', onAbort);
    start.settle(readPid(pidFile));
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
 * Error output of a container that never came to be is the runtime's own complaint, which its log
 * has too: it becomes the error and is no output.
 */
function heldUntilStarted(start: Start, sink: Sink): Sink {
  return async (data) => {
    if ((await start.pid) !== undefined) await sink(data);
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
  if (/exec.*(permission denied|operation not permitted|is a directory)/iu.test(message)) {
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
