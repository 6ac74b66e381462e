import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

const program = new URL('./writer-process.ts', import.meta.url);

/** Forks a writer process; resolves once it has opened the database, rejects where it cannot. */
export async function startWriter(url: string): Promise<ChildProcess> {
  const child = fork(program, [url], {
    serialization: 'advanced',
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const [message] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => [{ kind: 'failed', reason: 'exit' }]),
  ])) as [{ kind: string; reason?: string }];
  if (message.kind !== 'ready') throw new Error(message.reason);
  return child;
}

/** Ends a writer process by `signal`, or by letting it close. */
export async function endWriter(child: ChildProcess, signal?: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  if (signal === undefined) child.disconnect();
  else child.kill(signal);
  await exited;
}
