import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { acceptedEncoding, acceptsPages, holdsTag } from './accepted.ts';
import type { PageFiles } from './page-files.ts';
import { documentHeaders, plainHeaders } from './page-headers.ts';

/** Where the site lies, and what it is made of. */
export interface PagesOptions {
  /** `/hub` or nothing: what stands before every page's path. */
  readonly prefix: string;
  /** Undefined where the site was never built. */
  readonly files: PageFiles | undefined;
}

/** The web site: its files, and the page that stands at every other path. */
export class Pages {
  readonly prefix: string;
  readonly #files: PageFiles | undefined;

  constructor(options: PagesOptions) {
    this.prefix = options.prefix;
    this.#files = options.files;
  }

  /** The path below the prefix, or undefined where it is not below. */
  below(path: string): string | undefined {
    if (this.prefix === '') return path;
    if (path === this.prefix) return '/';
    return path.startsWith(`${this.prefix}/`) ? path.slice(this.prefix.length) : undefined;
  }

  /** Answers where the site has something for this client at `path` (below the prefix). */
  async handle(
    path: string,
    exchange: { readonly request: IncomingMessage; readonly response: ServerResponse },
  ): Promise<boolean> {
    const { request, response } = exchange;
    if (!this.#files || (request.method !== 'GET' && request.method !== 'HEAD')) return false;
    if (this.#files.find(path.slice(1))) {
      await this.#sendFile(path.slice(1), exchange);
      return true;
    }
    if (path.startsWith('/assets/') || !acceptsPages(request.headers.accept)) return false;
    this.#sendDocument(this.#files.document, response, request.method === 'HEAD');
    return true;
  }

  /** Leads a browser from the server's root to the site. */
  redirectsToPrefix(
    path: string,
    { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
  ): boolean {
    if (this.prefix === '' || path !== '/' || !acceptsPages(request.headers.accept)) return false;
    response.writeHead(302, { Location: `${this.prefix}/`, 'Content-Length': 0 }).end();
    return true;
  }

  async #sendFile(
    path: string,
    { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
  ): Promise<void> {
    const files = this.#files as PageFiles;
    const file = files.find(path) as NonNullable<ReturnType<PageFiles['find']>>;
    const encoding = acceptedEncoding(request.headers['accept-encoding'], file.encodings);
    const tag = `"${file.tag}${encoding === undefined ? '' : `-${encoding}`}"`;
    const headers = {
      ...plainHeaders,
      'Content-Type': file.type,
      'Cache-Control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
      ETag: tag,
      ...(file.encodings.length > 0 ? { Vary: 'Accept-Encoding' } : {}),
    };
    if (holdsTag(request.headers['if-none-match'], tag)) {
      response.writeHead(304, headers).end();
      return;
    }
    const bytes = await files.read(path, encoding).catch(absent);
    if (!bytes) {
      response.writeHead(404, { 'Content-Length': 0 }).end();
      return;
    }
    response.writeHead(200, {
      ...headers,
      ...(encoding === undefined ? {} : { 'Content-Encoding': encoding }),
      'Content-Length': bytes.length,
    });
    response.end(request.method === 'HEAD' ? undefined : bytes);
  }

  #sendDocument(document: string, response: ServerResponse, head: boolean): void {
    const nonce = randomBytes(16).toString('base64');
    const text = document.replaceAll('%NONCE%', nonce).replaceAll('%BASE%', `${this.prefix}/`);
    response.writeHead(200, {
      ...documentHeaders(nonce),
      'Content-Type': 'text/html; charset=utf-8',
      // A nonce serves once.
      'Cache-Control': 'no-store',
      Vary: 'Accept',
      'Content-Length': Buffer.byteLength(text),
    });
    response.end(head ? undefined : text);
  }
}

/** A build took the file away since this process read the list: whoever asks loads the page anew. */
function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
