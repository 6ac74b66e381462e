import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Sees a request before the fake does; answers true where it dealt with it. */
export type Interceptor = (
  request: IncomingMessage,
  response: ServerResponse,
) => boolean | Promise<boolean>;

interface Manifest {
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** A registry in memory with the needed part of the API, and faults on demand. */
export class FakeRegistry {
  readonly blobs = new Map<string, Buffer>();
  readonly manifests = new Map<string, Manifest>();
  readonly uploads = new Map<string, Buffer>();
  /** Method and URL of every request, in order. */
  readonly log: string[] = [];
  /** The Authorization headers, in order. */
  readonly authorizations: (string | undefined)[] = [];
  intercept: Interceptor = () => false;
  /** The connection of the next uploads is cut after so many bytes, each number used once. */
  cutUploadsAfter: number[] = [];
  readonly #server = createServer((request, response) => {
    this.#handle(request, response).catch(() => response.destroy());
  });

  static async start(): Promise<FakeRegistry> {
    const registry = new FakeRegistry();
    await new Promise<void>((resolve) => registry.#server.listen(0, '127.0.0.1', resolve));
    return registry;
  }

  /** `127.0.0.1:port`. */
  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake');
    this.log.push(`${request.method} ${request.url}`);
    this.authorizations.push(request.headers.authorization);
    if (await this.intercept(request, response)) return;
    const route = /^\/v2\/(.+)\/(blobs\/uploads|blobs|manifests|tags|referrers)\/(.*)$/.exec(
      url.pathname,
    );
    if (url.pathname === '/v2/') return end(response, 200);
    if (!route) return end(response, 404);
    const [, , kind, rest = ''] = route;
    if (kind === 'blobs') return this.#blob(request, response, rest);
    if (kind === 'blobs/uploads') return this.#upload(request, response, { url, id: rest });
    if (kind === 'manifests') return this.#manifest(request, response, rest);
    return end(response, 404);
  }

  #blob(request: IncomingMessage, response: ServerResponse, digest: string): void {
    const bytes = this.blobs.get(digest);
    if (!bytes) {
      end(response, 404);
      return;
    }
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const range =
      start > 0 ? { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` } : {};
    response.writeHead(start > 0 ? 206 : 200, { 'content-length': bytes.length - start, ...range });
    response.end(request.method === 'HEAD' ? undefined : bytes.subarray(start));
  }

  async #upload(
    request: IncomingMessage,
    response: ServerResponse,
    { url, id }: { url: URL; id: string },
  ): Promise<void> {
    if (request.method === 'POST') {
      const mount = url.searchParams.get('mount');
      if (mount && this.blobs.has(mount)) return end(response, 201);
      const name = randomUUID();
      this.uploads.set(name, Buffer.alloc(0));
      return end(response, 202, { location: `${url.pathname}${name}?state=1` });
    }
    const before = this.uploads.get(id);
    if (!before) return end(response, 404);
    if (request.method === 'DELETE') {
      this.uploads.delete(id);
      return end(response, 204);
    }
    const location = `${url.pathname}?state=2`;
    if (request.method === 'GET') {
      return end(response, 204, { location, range: `0-${Math.max(0, before.length - 1)}` });
    }
    await this.#receive(request, id);
    const bytes = this.uploads.get(id) ?? before;
    if (request.method === 'PATCH') return end(response, 202, { location });
    const digest = url.searchParams.get('digest') ?? '';
    this.uploads.delete(id);
    if (digest !== sha256(bytes)) return end(response, 400, {}, 'DIGEST_INVALID');
    this.blobs.set(digest, bytes);
    return end(response, 201);
  }

  /** Keeps what arrived, also of a request that breaks. */
  async #receive(request: IncomingMessage, id: string): Promise<void> {
    const cutAfter = this.cutUploadsAfter.shift() ?? Number.POSITIVE_INFINITY;
    let received = 0;
    for await (const chunk of request) {
      const bytes = chunk as Buffer;
      received += bytes.length;
      this.uploads.set(id, Buffer.concat([this.uploads.get(id) ?? Buffer.alloc(0), bytes]));
      if (received > cutAfter) request.socket.destroy();
    }
  }

  async #manifest(
    request: IncomingMessage,
    response: ServerResponse,
    reference: string,
  ): Promise<void> {
    if (request.method === 'PUT') {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const manifest = {
        mediaType: request.headers['content-type'] ?? '',
        bytes: Buffer.concat(chunks),
      };
      this.manifests.set(reference, manifest);
      this.manifests.set(sha256(manifest.bytes), manifest);
      return end(response, 201, { 'docker-content-digest': sha256(manifest.bytes) });
    }
    const found = this.manifests.get(reference);
    if (!found) return end(response, 404, {}, 'MANIFEST_UNKNOWN');
    response.writeHead(200, {
      'content-type': found.mediaType,
      'content-length': found.bytes.length,
      'docker-content-digest': sha256(found.bytes),
    });
    response.end(request.method === 'HEAD' ? undefined : found.bytes);
  }
}

/** Answers without a body, or with an error of the distribution spec. */
export function end(
  response: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
  code?: string,
): void {
  response.writeHead(status, headers);
  response.end(code ? JSON.stringify({ errors: [{ code, message: `fake ${code}` }] }) : undefined);
}

/** `sha256:…` of bytes. */
export function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
