import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** Ids of the process and all its descendants that live, the process first; from Linux' /proc. */
export function processTree(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) ? parentOf(Number(name)) : undefined;
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const tree = parentOf(pid) === undefined ? [] : [pid];
  for (const each of tree) tree.push(...(children.get(each) ?? []));
  return tree;
}

/** Bytes of memory a process has resident now; 0 where it is gone. */
export function residentBytes(pid: number): number {
  return statusBytes(pid, 'VmRSS');
}

/** The most it had resident since {@link forgetPeak}, in bytes. */
export function peakResidentBytes(pid: number): number {
  return statusBytes(pid, 'VmHWM');
}

/** Starts a new peak of resident memory (proc(5), clear_refs). */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** Signals a process; one that is gone already is as good. Throws RangeError for what is no id. */
export function killProcess(pid: number, signal: NodeJS.Signals): void {
  // 0 would be every process of this group, the tests among them.
  if (!(pid > 0)) throw new RangeError(`${pid} is no process id: the process was not running`);
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The parent's id; undefined for a process that is gone or a zombie. */
function parentOf(pid: number): number | undefined {
  const stat = readProc(pid, 'stat');
  // The command's name, in parentheses, may hold anything.
  const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return parent === undefined || state === 'Z' || state === 'X' ? undefined : Number(parent);
}

function statusBytes(pid: number, field: string): number {
  const match = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readProc(pid, 'status'));
  return Number(match?.[1] ?? 0) * 1024;
}

/** Empty where the process is gone. */
function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // Gone between listing and reading.
    return '';
  }
}
