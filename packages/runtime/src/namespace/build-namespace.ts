import { readlinkSync } from 'node:fs';

/** Tells the program inside which namespaces it came from; alone it proves nothing. */
export const namespaceVariable = 'SLIPWAY_BUILD_NAMESPACE';

/** What a process of {@link enterBuildNamespace} says to the one inside. */
export interface SignalMessage {
  readonly slipwaySignal: NodeJS.Signals;
}

/** Signals that end a build in good order. */
export const passedSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

let answer: boolean | undefined;

/**
 * Whether this process is the one that {@link enterBuildNamespace} started: it mounts freely and is
 * root of its user namespace. The first call that answers so also ties this process to the one that
 * started it: it ends with that, and receives its signals. Its umask is then 022.
 */
export function inBuildNamespace(): boolean {
  if (answer === undefined) {
    answer = isEntered(process.env[namespaceVariable]);
    // Steps and hooks started from here are not what was entered.
    delete process.env[namespaceVariable];
    if (answer) {
      tieToOuterProcess();
      // What containers find made for them (/dev, /etc/resolv.conf) is the same whoever builds.
      process.umask(0o022);
    }
  }
  return answer;
}

/** The namespaces of this process, as text. */
export function ownNamespaces(): string {
  return ['mnt', 'pid'].map((kind) => readlinkSync(`/proc/self/ns/${kind}`)).join(' ');
}

/**
 * A stale variable, inherited or exported by hand, is told by what it cannot bring along: the
 * channel to the outer process, being the first process of a pid namespace, and other namespaces.
 */
function isEntered(outer: string | undefined): boolean {
  if (process.platform !== 'linux' || !outer || !process.channel || process.pid !== 1) return false;
  const [mounts, pids] = outer.split(' ');
  const [ownMounts, ownPids] = ownNamespaces().split(' ');
  return mounts !== ownMounts && pids !== ownPids;
}

/** Milliseconds within which a signal from the terminal and the same one passed on are one. */
const sameSignalMs = 1000;

function tieToOuterProcess(): void {
  const receivedAt = new Map<NodeJS.Signals, number>();
  for (const signal of passedSignals) {
    // The first process of a pid namespace has no default actions: without a listener nothing happens.
    process.on(signal, () => {
      receivedAt.set(signal, performance.now());
      if (process.listenerCount(signal) === 1) process.exit(128 + signalNumbers[signal]);
    });
  }
  process.on('message', (message: SignalMessage) => {
    const signal = passedSignals.find((each) => each === message.slipwaySignal);
    if (!signal) return;
    const last = receivedAt.get(signal) ?? Number.NEGATIVE_INFINITY;
    if (performance.now() - last > sameSignalMs) process.emit(signal, signal);
  });
  // The outer process was killed: everything of this pid namespace ends with this exit.
  process.on('disconnect', () => process.exit(128 + signalNumbers.SIGHUP));
  process.channel?.unref();
}

const signalNumbers = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;
