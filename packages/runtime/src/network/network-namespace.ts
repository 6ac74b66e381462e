import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { NetworkNamespace } from './container-network.ts';

/**
 * A new network namespace, kept by a process that waits for the end of its input: it ends with us,
 * however we end. Nothing is mounted and no name is taken.
 */
export async function openNetworkNamespace(): Promise<NetworkNamespace> {
  // The line says that the namespace is there: the shell started in it.
  const holder = spawn('unshare', ['--net', 'sh', '-c', 'echo; read -r _'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  });
  const failed = once(holder, 'error').then(([error]) => {
    throw error as Error;
  });
  const ended = once(holder, 'exit').then(([code]) => {
    throw new Error(`unshare --net ended with ${code}`);
  });
  failed.catch(() => {});
  ended.catch(() => {});
  await Promise.race([once(holder.stdout, 'data'), failed, ended]);
  holder.stdout.destroy();
  holder.unref();
  return {
    path: `/proc/${holder.pid}/ns/net`,
    close: () => {
      holder.stdin.destroy();
      holder.kill('SIGKILL');
    },
  };
}
