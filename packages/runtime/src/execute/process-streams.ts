import { once } from 'node:events';
import { closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { entries } from '@slipway/linux';
import type { ContainerStreams } from './container.ts';
import { openFolder } from './path-in-root.ts';

/**
 * A container's input and output. Real pipes: Node's own are sockets, which /dev/stdout cannot open,
 * and files or terminals of ours would be given to the container's user by the runtime.
 */
export interface ProcessStreams {
  /** For `spawn`. */
  readonly stdio: readonly (number | 'ignore' | 'inherit')[];
  /** After `spawn`: closes what the child has of its own by now. */
  childHasThem(): void;
  /** Resolves when everything that was written has been handed on. */
  finished(): Promise<void>;
  /** Idempotent. */
  close(): void;
}

export type Sink = (data: Uint8Array) => undefined | Promise<void>;

export function openStreams(
  streams: ContainerStreams,
  folder: string,
  /** Sees error output first and may hold it back. */
  filterErrors: (sink: Sink) => Sink,
): ProcessStreams {
  if (streams.kind === 'inherited' && streams.terminal) {
    return {
      stdio: [streams.input ? 'inherit' : 'ignore', 'inherit', 'inherit'],
      childHasThem: () => {},
      finished: async () => {},
      close: () => {},
    };
  }
  const output = outputPipe(folder, 'stdout');
  const errors = outputPipe(folder, 'stderr');
  const input = streams.kind === 'inherited' && streams.input ? inputPipe(folder) : undefined;
  const finished = Promise.all([
    drain(output.socket, sinkOf(streams, 'stdout')),
    drain(errors.socket, filterErrors(sinkOf(streams, 'stderr'))),
  ]);
  finished.catch(() => {});
  const closeChildEnds = onlyOnce(() => {
    for (const end of [output, errors, ...(input ? [input] : [])]) closeSync(end.childEnd);
  });
  return {
    stdio: [input?.childEnd ?? 'ignore', output.childEnd, errors.childEnd],
    childHasThem: closeChildEnds,
    async finished() {
      await finished;
    },
    close() {
      closeChildEnds();
      input?.stop();
      output.socket.destroy();
      errors.socket.destroy();
    },
  };
}

function sinkOf(streams: ContainerStreams, name: 'stdout' | 'stderr'): Sink {
  if (streams.kind === 'piped') {
    return (data) => streams.onOutput(name, data) ?? undefined;
  }
  const target = process[name];
  return (data) => (target.write(data) ? undefined : once(target, 'drain').then(() => undefined));
}

/** Reads no further while the sink is busy, so that a slow reader slows the container down. */
async function drain(socket: Socket, sink: Sink): Promise<void> {
  for await (const data of socket) await sink(data as Uint8Array);
}

function outputPipe(folder: string, name: string): { socket: Socket; childEnd: number } {
  const { readEnd, writeEnd } = makePipe(folder, name);
  const socket = new Socket({ fd: readEnd, readable: true, writable: false });
  return { socket, childEnd: writeEnd };
}

function inputPipe(folder: string): { childEnd: number; stop(): void } {
  const { readEnd, writeEnd } = makePipe(folder, 'stdin');
  const socket = new Socket({ fd: writeEnd, readable: false, writable: true });
  // The container need not read to the end: that is no error of ours.
  socket.on('error', () => {});
  process.stdin.pipe(socket);
  return {
    childEnd: readEnd,
    stop() {
      process.stdin.unpipe(socket);
      process.stdin.pause();
      socket.destroy();
    },
  };
}

/** A FIFO that has no name any more once both ends are open. */
function makePipe(folder: string, name: string): { readEnd: number; writeEnd: number } {
  const descriptor = openFolder(folder);
  const place = { folder: descriptor, name: Buffer.from(name) };
  try {
    entries.makeNode(place, { type: 'fifo', mode: 0o600 });
    const path = `/proc/self/fd/${descriptor}/${name}`;
    const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const writeEnd = openSync(path, constants.O_WRONLY);
    entries.removeFile(place);
    return { readEnd, writeEnd };
  } finally {
    closeSync(descriptor);
  }
}

function onlyOnce(work: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    work();
  };
}
