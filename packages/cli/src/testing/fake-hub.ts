import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../run-cli.ts';
import { FakeInput, fakeContext } from './fake-context.ts';

/** What a stand-in for a hub answers: a body with status 200, or with the status that it states. */
export type FakeAnswer =
  | { readonly status: number; readonly body?: unknown }
  | { readonly body: unknown };

/** A call as a hub got it. */
export interface FakeCall {
  /** `GET /v2/user/invites` */
  readonly route: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A hub that answers what a test has written down, and somebody who is logged in to it as `ada`. */
export class FakeHub implements AsyncDisposable {
  /** By `GET /v2/user/invites`; several are answered one after another, the last again and again. */
  readonly answers: Record<string, FakeAnswer | FakeAnswer[]> = {};
  /** All but signing in. */
  readonly calls: FakeCall[] = [];
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #home = mkdtempSync(join(tmpdir(), 'slipway-home-'));

  static async start(): Promise<FakeHub> {
    const hub = new FakeHub();
    await new Promise<void>((resolve) => hub.#server.listen(0, '127.0.0.1', resolve));
    const auth = Buffer.from('ada:a-password').toString('base64');
    mkdirSync(join(hub.#home, '.docker'));
    const logins = JSON.stringify({ auths: { [hub.host]: { auth } } });
    writeFileSync(join(hub.#home, '.docker/config.json'), logins);
    return hub;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** A file of the user's. */
  file(name: string, text: string): string {
    const path = join(this.#home, name);
    writeFileSync(path, text);
    return path;
  }

  /** Runs a command to its end. */
  async slipway(words: readonly string[], input = '') {
    const context = fakeContext({
      environment: { SLIPWAY_HUB: this.host },
      home: this.#home,
      stdin: new FakeInput({ text: input }),
    });
    const code = await runCli(words, context);
    return { code, out: context.stdout.text, err: context.stderr.text };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    rmSync(this.#home, { recursive: true, force: true });
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', `http://${this.host}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const route = `${request.method} ${pathname}`;
    const { status, body } = this.#answerTo(route, {
      query: Object.fromEntries(searchParams),
      ...(text === '' ? {} : { body: JSON.parse(text) as unknown }),
    });
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  }

  #answerTo(route: string, call: Omit<FakeCall, 'route'>): { status: number; body?: unknown } {
    if (route === 'GET /v2/') return { status: 200, body: {} };
    if (route === 'POST /v2/auth/token') return { status: 200, body: { access_token: 'token' } };
    this.calls.push({ route, ...call });
    const found = this.answers[route];
    const next = Array.isArray(found) ? (found.length > 1 ? found.shift() : found[0]) : found;
    return {
      status: 200,
      ...(next ?? { status: 404, body: { message: 'there is no such thing' } }),
    };
  }
}
