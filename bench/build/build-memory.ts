import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { processTree } from '../registry/process-memory.ts';

/** Milliseconds between two readings. */
const interval = 25;

export interface WatchedProcesses {
  /** Processes that worked for the builder before: its daemon. */
  readonly own: readonly number[];
  /** Daemons of other builders, idle at the time. */
  readonly others: readonly number[];
}

/**
 * The most memory that a builder's processes hold at one moment while `build` runs, in bytes: all
 * that this process started meanwhile, and the builder's daemon; not this process itself. Resident
 * pages that several of them share, such as a program's code, count for each.
 */
export async function peakMemory(
  { own, others }: WatchedProcesses,
  build: () => Promise<void>,
): Promise<number> {
  let peak = 0;
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      peak = Math.max(peak, residentBytesOf(builderProcesses(own, others)));
      await sleep(interval);
    }
  })();
  try {
    await build();
  } finally {
    isOver = true;
    await watching;
  }
  return peak;
}

function builderProcesses(own: readonly number[], others: readonly number[]): Set<number> {
  const members = new Set(processTree(process.pid));
  for (const daemon of others) for (const pid of processTree(daemon)) members.delete(pid);
  for (const daemon of own) for (const pid of processTree(daemon)) members.add(pid);
  members.delete(process.pid);
  return members;
}

function residentBytesOf(pids: Iterable<number>): number {
  let kibibytes = 0;
  for (const pid of pids) kibibytes += residentKibibytes(pid);
  return kibibytes * 1024;
}

function residentKibibytes(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
    return Number(/^Rss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0);
  } catch {
    // It has ended meanwhile.
    return 0;
  }
}
