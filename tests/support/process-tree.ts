import { readdirSync, readFileSync } from 'node:fs';

/** A process and all that descend from it, by /proc; those that end meanwhile are left out. */
export function processTree(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(processTree)];
}

/** Memory that a process and its descendants hold resident, in bytes. */
export function residentBytes(pid: number): number {
  const sizes = processTree(pid).map((each) => {
    const line = readProc(`/proc/${each}/status`).match(/^VmRSS:\s+(\d+) kB$/m);
    return Number(line?.[1] ?? 0) * 1024;
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}

function childrenOf(pid: number): number[] {
  const lists = readTasks(pid).map((task) => readProc(`/proc/${pid}/task/${task}/children`));
  return lists
    .flatMap((list) => list.trim().split(' '))
    .filter(Boolean)
    .map(Number);
}

function readTasks(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    // It has ended.
    return [];
  }
}

function readProc(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It has ended.
    return '';
  }
}
