import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What is sent. */
export interface HttpRequest {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** Sees the answer's body as it comes; without it the body is gathered. */
  readonly onChunk?: (chunk: Buffer) => void;
}

/** What came back. */
export class HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Empty where `onChunk` took it. */
  readonly body: Buffer;

  constructor(status: number, headers: IncomingHttpHeaders, body: Buffer) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /** A header's first value; throws where the answer has none. */
  header(name: string): string {
    const value = this.headers[name.toLowerCase()];
    const first = Array.isArray(value) ? value[0] : value;
    if (first === undefined) throw new Error(`no ${name} in ${this}`);
    return first;
  }

  json<Value>(): Value {
    return JSON.parse(this.body.toString('utf8')) as Value;
  }

  /** Codes of the distribution spec's error body; empty where the body is none. */
  errorCodes(): string[] {
    try {
      const { errors } = this.json<{ errors?: { code: string; message: string }[] }>();
      return errors?.map(({ code }) => code) ?? [];
    } catch {
      // Not JSON.
      return [];
    }
  }

  toString(): string {
    return `${this.status} ${JSON.stringify(this.headers)} ${this.body.toString('utf8', 0, 500)}`;
  }
}

/**
 * One request on a connection of its own. The path goes out as it is given, so it may be one that
 * `fetch` would mend. An answer that comes before all of the body is sent counts.
 */
export async function exchange(
  origin: string,
  path: string,
  { method = 'GET', headers = {}, body, onChunk }: HttpRequest = {},
): Promise<HttpAnswer> {
  const { hostname, port } = new URL(origin);
  const isBytes = typeof body === 'string' || body instanceof Uint8Array;
  const length = isBytes ? { 'content-length': Buffer.byteLength(body) } : {};
  const outgoing = request({
    hostname,
    port,
    path,
    method,
    agent: false,
    headers: { ...length, ...headers },
  });
  const answer = new Promise<HttpAnswer>((resolve, reject) => {
    outgoing.once('error', reject);
    outgoing.once('response', (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', onChunk ?? ((chunk: Buffer) => chunks.push(chunk)));
      incoming.once('error', reject);
      incoming.once('end', () => {
        resolve(new HttpAnswer(incoming.statusCode ?? 0, incoming.headers, Buffer.concat(chunks)));
      });
    });
  });
  if (body === undefined || isBytes) outgoing.end(body);
  else {
    // A refused body breaks off; the answer, or its absence, tells.
    pipeline(Readable.from(body), outgoing).catch(() => undefined);
  }
  return await answer;
}

/** The answer, where it has one of these statuses; throws showing it otherwise. */
export function expectStatus(answer: HttpAnswer, ...statuses: number[]): HttpAnswer {
  if (statuses.includes(answer.status)) return answer;
  throw new UnexpectedAnswer(answer, statuses);
}

/** An answer of another status than the test needs to go on. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';
  readonly answer: HttpAnswer;

  constructor(answer: HttpAnswer, expected: readonly number[]) {
    super(`expected ${expected.join(' or ')}, got ${answer}`);
    this.answer = answer;
  }
}
