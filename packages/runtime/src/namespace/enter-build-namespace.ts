import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { namespaceVariable, ownNamespaces, passedSignals } from './build-namespace.ts';
import { findUnshare } from './find-unshare.ts';

export interface EnterNamespaceOptions {
  /** What to run inside: this program's script and its arguments. */
  readonly argv: readonly string[];
  /** Of this process by default; inside there is one variable more. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** Milliseconds that a signal from the terminal has to reach the inner process by itself. */
const passOnAfterMs = 50;

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
  const unshare = await findUnshare();
  const child = spawn(
    unshare.command,
    [...unshare.arguments, process.execPath, ...process.execArgv, ...argv],
    {
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      env: { ...environment, [namespaceVariable]: ownNamespaces() },
    },
  );
  const listeners = passedSignals.map((signal) => {
    // At a terminal the signal goes to the whole process group, so it may be there already.
    const passOn = () => {
      if (child.connected) child.send({ slipwaySignal: signal }, () => {});
    };
    const listener = () => void setTimeout(passOn, passOnAfterMs);
    process.on(signal, listener);
    return { signal, listener };
  });
  try {
    return await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code, signal) => {
        resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
      });
    });
  } finally {
    for (const { signal, listener } of listeners) process.off(signal, listener);
  }
}
