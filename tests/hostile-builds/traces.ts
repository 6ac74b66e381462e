import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runCommand, tryCommand } from '../support/run-command.ts';

/** What builds could leave on this machine besides their data folder. */
export interface Traces {
  readonly mounts: readonly string[];
  readonly cgroups: readonly string[];
  readonly networks: readonly string[];
  readonly temporary: readonly string[];
}

/** All such traces now; those of others that build at the same time too. */
export async function tracesNow(): Promise<Traces> {
  const names = await runCommand('ip', ['-o', 'link', 'show', 'type', 'veth']);
  const spaces = await runCommand('ip', ['netns', 'list']);
  return {
    mounts: readFileSync('/proc/self/mounts', 'utf8').split('\n'),
    cgroups: slipwayCgroups(),
    networks: [...names.split('\n'), ...spaces.split('\n')].filter((line) => line !== ''),
    temporary: readdirSync('/tmp').filter((name) => name.startsWith('slipway-')),
  };
}

/** Processes of this machine whose command line or environment has this text. */
export async function processesOf(text: string): Promise<string[]> {
  const { stdout } = await tryCommand('ps', ['-eo', 'pid=,args=']);
  const own = new Set([String(process.pid), String(process.ppid)]);
  return stdout.split('\n').filter((line) => {
    const pid = line.trim().split(' ')[0] ?? '';
    if (pid === '' || own.has(pid) || line.includes('ps -eo')) return false;
    return line.includes(text) || environmentOf(pid).includes(text);
  });
}

/** Waits until no process has this text; answers those that stay. */
export async function processesThatStay(text: string): Promise<string[]> {
  for (const end = Date.now() + 20_000; Date.now() < end; await delay(50)) {
    if ((await processesOf(text)).length === 0) return [];
  }
  return processesOf(text);
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    // Ended meanwhile.
    return '';
  }
}

/** In whatever hierarchy. */
function slipwayCgroups(): string[] {
  const root = '/sys/fs/cgroup';
  return ['.', ...readdirSync(root)].flatMap((hierarchy) => {
    const folder = join(root, hierarchy, 'slipway');
    try {
      return readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => join(folder, name));
    } catch {
      // No such hierarchy, or nothing of ours in it.
      return [];
    }
  });
}
