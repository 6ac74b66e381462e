import { connect } from 'node:net';

/** What a server wrote on a connection, and how that ended. */
export interface RawAnswer {
  /** As sent; empty where the server closed without a word. */
  readonly text: string;
  /** The first answer's status; undefined where there was none. */
  readonly status: number | undefined;
}

/**
 * Sends bytes that no HTTP client would and gathers what comes back, until the server closes or says
 * nothing for `quietMs` after it has said something, or for `patienceMs` at all.
 */
export async function rawExchange(
  origin: string,
  bytes: string | Uint8Array,
  { quietMs = 150, patienceMs = 3000 } = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    socket.setTimeout(quietMs);
  });
  socket.setTimeout(patienceMs, () => socket.destroy());
  // A reset is an answer too: what came before it counts.
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(bytes);
  await closed;
  const text = Buffer.concat(chunks).toString('latin1');
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1];
  return { text, status: status === undefined ? undefined : Number(status) };
}
