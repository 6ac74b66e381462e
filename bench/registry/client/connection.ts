import { once } from 'node:events';
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import type { Target } from './jobs.ts';

export interface Call {
  readonly method: string;
  /** A path, or a whole URL as a `Location` may be. */
  readonly path: string;
  readonly headers?: Record<string, string | number>;
  readonly body?: Iterable<Buffer>;
  readonly expect: number;
  readonly signal?: AbortSignal;
  /** Told of the bytes that were handed to the socket. */
  readonly onSent?: (bytes: number) => void;
}

export interface Answer {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One kept connection to a registry. */
export class Connection {
  readonly #target: Target;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(target: Target) {
    this.#target = target;
  }

  /** Sends a request; resolves with the whole answer. Throws where the status is another. */
  async call(call: Call): Promise<Answer> {
    const response = await this.#send(call);
    const parts: Buffer[] = [];
    for await (const part of response) parts.push(part as Buffer);
    const text = Buffer.concat(parts).toString();
    requireStatus(call, response, text);
    return { headers: response.headers, text };
  }

  /** Reads an answer's body and forgets it; resolves to its length. */
  async drain(call: Call): Promise<number> {
    const response = await this.#send(call);
    let bytes = 0;
    response.on('data', (part: Buffer) => {
      bytes += part.length;
    });
    await once(response, 'end');
    requireStatus(call, response, '');
    return bytes;
  }

  close(): void {
    this.#agent.destroy();
  }

  async #send(call: Call): Promise<IncomingMessage> {
    const { origin, authorization } = this.#target;
    const outgoing = request(new URL(call.path, origin), {
      method: call.method,
      agent: this.#agent,
      headers: { ...(authorization === undefined ? {} : { authorization }), ...call.headers },
      ...(call.signal ? { signal: call.signal } : {}),
    });
    const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
    // Whoever fails first is reported; the other's failure is the same one.
    answered.catch(() => {});
    for (const part of call.body ?? []) {
      if (!outgoing.write(part)) await Promise.race([once(outgoing, 'drain'), answered]);
      call.onSent?.(part.length);
    }
    outgoing.end();
    const [response] = await answered;
    return response;
  }
}

function requireStatus(call: Call, response: IncomingMessage, text: string): void {
  if (response.statusCode === call.expect) return;
  const { method, path } = call;
  throw new Error(`${method} ${path} answered ${response.statusCode}: ${text.slice(0, 300)}`);
}
