import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const pageSize = 4096;

/** Resident bytes of a process and all its descendants, now. */
export function residentBytes(pid: number): number {
  let pages = 0;
  for (const member of processTree(pid)) pages += residentPages(member);
  return pages * pageSize;
}

/** A process and all its descendants, as far as they live. */
export function processTree(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = parentOf(name);
    if (parent === undefined) continue;
    const siblings = children.get(parent) ?? [];
    siblings.push(Number(name));
    children.set(parent, siblings);
  }
  const members = [pid];
  for (const member of members) members.push(...(children.get(member) ?? []));
  return members;
}

function parentOf(pid: string): number | undefined {
  // The command's name, in parentheses, may itself hold spaces and parentheses.
  const stat = readProcFile(`/proc/${pid}/stat`);
  return stat === undefined ? undefined : Number(stat.slice(stat.lastIndexOf(')')).split(' ')[2]);
}

function residentPages(pid: number): number {
  return Number(readProcFile(`/proc/${pid}/statm`)?.split(' ')[1] ?? 0);
}

function readProcFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    // The process has ended meanwhile.
    return undefined;
  }
}

/** Watches a process tree's memory until stopped. */
export class MemoryWatch {
  #peak = 0;
  #stopped = false;
  readonly #running: Promise<void>;

  constructor(pid: number, intervalMs: number) {
    this.#running = this.#run(pid, intervalMs);
  }

  /** Ends the watch; resolves to the most resident bytes seen. */
  async stop(): Promise<number> {
    this.#stopped = true;
    await this.#running;
    return this.#peak;
  }

  async #run(pid: number, intervalMs: number): Promise<void> {
    while (!this.#stopped) {
      this.#peak = Math.max(this.#peak, residentBytes(pid));
      await sleep(intervalMs);
    }
  }
}
