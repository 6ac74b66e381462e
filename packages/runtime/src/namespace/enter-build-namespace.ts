import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { namespaceVariable, ownNamespaces, passedSignals } from './build-namespace.ts';
import { unshareFailure, waysToUnshare } from './ways-to-unshare.ts';

export interface EnterNamespaceOptions {
  /** What to run inside: this program's script and its arguments. */
  readonly argv: readonly string[];
  /** Of this process by default; inside there is one variable more. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** Milliseconds that a signal from the terminal has to reach the inner process by itself. */
const passOnAfterMs = 50;

/**
 * Says that the namespaces are there, then runs the program with the error output that this process
 * got as number 4: what unshare itself complains of stays apart.
 */
const saysEntered = 'echo entered >&2; exec "$@" 2>&4 4>&-';
const isEntered = /^entered$/m;

/**
 * Runs this Node with `argv` as root of new mount and pid namespaces (an ordinary user: also of a
 * user namespace with its subordinate ids) on this process's own streams. Whatever ends, all that
 * runs or is mounted inside ends too. Signals are passed on. Resolves to the exit code (128 + n for
 * a signal). Throws a RuntimeError NAMESPACE_UNAVAILABLE that says what to set up.
 */
export async function enterBuildNamespace({
  argv,
  environment = process.env,
}: EnterNamespaceOptions): Promise<number> {
  let firstFailure = '';
  for (const way of waysToUnshare()) {
    const end = await enter(way, argv, environment);
    if (typeof end === 'number') return end;
    firstFailure ||= end.failure;
  }
  throw unshareFailure(firstFailure);
}

/** The exit code of what ran inside, or why nothing did. */
async function enter(
  way: readonly string[],
  argv: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<number | { readonly failure: string }> {
  // Without `--` Node would take the program's own --env-file for one of its options.
  const inside = [process.execPath, ...process.execArgv, '--', ...argv];
  const child = spawn('unshare', [...way, '/bin/sh', '-c', saysEntered, 'sh', ...inside], {
    stdio: ['inherit', 'inherit', 'pipe', 'ipc', 2],
    env: { ...environment, [namespaceVariable]: ownNamespaces() },
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  let received: NodeJS.Signals | undefined;
  const listeners = passedSignals.map((signal) => {
    // At a terminal the signal goes to the whole process group, so it may be there already.
    const passOn = () => {
      if (child.connected) child.send({ slipwaySignal: signal }, () => {});
    };
    const listener = () => {
      received ??= signal;
      setTimeout(passOn, passOnAfterMs);
    };
    process.on(signal, listener);
    return { signal, listener };
  });
  try {
    return await new Promise((resolve, reject) => {
      child.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') resolve({ failure: 'unshare is not installed' });
        else reject(error);
      });
      child.on('close', (code, signal) => {
        const ended = code ?? 128 + (signal ? constants.signals[signal] : 0);
        const cut = signal ?? received;
        if (isEntered.test(said)) resolve(ended);
        // A Ctrl-C on the way in says nothing about the way.
        else if (cut) resolve(128 + constants.signals[cut]);
        else resolve({ failure: said.trim() || `unshare ended with ${ended}` });
      });
    });
  } finally {
    for (const { signal, listener } of listeners) process.off(signal, listener);
  }
}
