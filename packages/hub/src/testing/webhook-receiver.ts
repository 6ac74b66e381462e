import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** One request as a receiver got it. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Byte for byte: what is signed. */
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read members of whatever JSON came
  readonly body: any;
}

/** How a receiver answers. */
export interface ReceiverAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly afterMs?: number;
}

/** Starts a server that keeps what it is sent and answers as it is told; it ends with the test. */
export async function startReceiver(
  answer: (received: Received) => ReceiverAnswer = () => ({ status: 204 }),
) {
  const received: Received[] = [];
  let respond = answer;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const one = { path: request.url ?? '', headers: request.headers, text, body: parsed(text) };
    received.push(one);
    const { status, headers = {}, body = '', afterMs = 0 } = respond(one);
    setTimeout(() => response.writeHead(status, headers).end(body), afterMs);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer: (next: typeof answer) => {
      respond = next;
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The test says what it thinks of it.
    return undefined;
  }
}
