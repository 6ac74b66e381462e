import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Dispatcher, Response } from 'undici';
import { withSourceFolder } from '../cache/fetched-sources.ts';
import { BuildError, type BuildErrorCode } from '../errors.ts';
import { authorization, type SourceEnvironment } from './source-environment.ts';

/** A file fetched by HTTP, in the build's state. */
export interface FetchedFile {
  readonly folder: string;
  /** Its name in that folder. */
  readonly file: string;
  /** Hex SHA-256. */
  readonly digest: string;
  /** Seconds since 1970; undefined where the server gave no Last-Modified. */
  readonly lastModified: number | undefined;
}

export interface FetchOptions {
  readonly environment: SourceEnvironment;
  readonly signal: AbortSignal;
  /** `sha256:…` that the content must have. */
  readonly checksum?: string | undefined;
  /** Of the error where it cannot be had. */
  readonly failure: BuildErrorCode;
  onProgress?(current: number, total: number | undefined): void;
}

/** What is remembered of a URL. */
interface Remembered {
  readonly etag: string | undefined;
  readonly lastModifiedText: string | undefined;
  readonly file: FetchedFile;
}

/**
 * Fetches `url`, redirects followed; a file that the server calls unchanged, or whose checksum is
 * known, is not fetched again. The file has mode 0600 and the time of Last-Modified, or 1970.
 */
export async function fetchUrl(url: string, options: FetchOptions): Promise<FetchedFile> {
  const kept = { state: options.environment.folder, kind: 'url', url } as const;
  const lock = { mode: 'shared', signal: options.signal } as const;
  const { folder, known } = await withSourceFolder(kept, lock, async (folder) => ({
    folder,
    known: await recall(folder),
  }));
  if (known && options.checksum === `sha256:${known.file.digest}`) return known.file;
  const response = await request(url, { ...options, known });
  if (response.status === 304 && known) {
    await response.body?.cancel();
    if (options.checksum !== undefined) throw mismatch(known.file.digest, options);
    return known.file;
  }
  if (!response.ok) {
    await response.body?.cancel();
    throw new BuildError(
      options.failure,
      `${shown(url)}: invalid response status ${response.status}`,
      {
        advice:
          'check the URL and its credentials (secrets HTTP_AUTH_TOKEN_host, HTTP_AUTH_HEADER_host)',
      },
    );
  }
  const file = await save(response, folder, options);
  const remembered: Remembered = {
    etag: response.headers.get('etag') ?? undefined,
    lastModifiedText: response.headers.get('last-modified') ?? undefined,
    file,
  };
  await replace(join(folder, 'known.json'), JSON.stringify(remembered));
  return file;
}

/** The name that ADD gives what it fetches: the last part of the URL's path. */
export function nameOfUrl(url: string): string {
  let path: string;
  try {
    path = decodeURIComponent(new URL(url).pathname);
  } catch {
    return unnamed;
  }
  const base = path.replace(/\/+$/, '').split('/').at(-1) ?? '';
  return base === '' || base === '.' || base === '..' || base.includes('\0') ? unnamed : base;
}

const unnamed = '__unnamed__';

async function recall(folder: string): Promise<Remembered | undefined> {
  try {
    const known = JSON.parse(await readFile(join(folder, 'known.json'), 'utf8')) as Remembered;
    await stat(join(folder, known.file.file));
    return { ...known, file: { ...known.file, folder } };
  } catch {
    // Nothing is known, or it is damaged: it is fetched.
    return undefined;
  }
}

async function request(
  url: string,
  options: FetchOptions & { readonly known: Remembered | undefined },
): Promise<Response> {
  const { environment, signal, known, checksum } = options;
  const target = parse(url, options);
  const { fetch, Headers } = await import('./undici.ts');
  const headers = new Headers({ 'user-agent': 'slipway' });
  // A checksum that differs from what is known asks for the content itself.
  if (known && checksum === undefined) {
    if (known.etag !== undefined) headers.set('if-none-match', known.etag);
    else if (known.lastModifiedText) headers.set('if-modified-since', known.lastModifiedText);
  }
  const credentials = await authorization(environment, {
    header: `HTTP_AUTH_HEADER_${target.hostname}`,
    token: `HTTP_AUTH_TOKEN_${target.hostname}`,
    scheme: (token) => `Bearer ${token}`,
  });
  const value = credentials ?? (target.username === '' ? undefined : basic(target, options));
  if (value !== undefined) {
    // What the Headers object says of it would have the value in it.
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      throw new BuildError(options.failure, `${shown(url)}: the credentials are no header value`, {
        advice: 'they must be one line of plain text',
      });
    }
    headers.set('authorization', value);
  }
  target.username = '';
  target.password = '';
  try {
    return await fetch(target, { headers, signal, dispatcher: await dispatcher(environment) });
  } catch (cause) {
    signal.throwIfAborted();
    const reason = (cause as Error).cause instanceof Error ? (cause as Error).cause : cause;
    throw new BuildError(
      options.failure,
      `${shown(url)} cannot be fetched: ${(reason as Error).message}`,
      { cause, advice: 'check the URL, the network and the proxy settings' },
    );
  }
}

function parse(url: string, { failure }: FetchOptions): URL {
  try {
    return new URL(url);
  } catch (cause) {
    throw new BuildError(failure, `${shown(url)} is no URL`, { cause });
  }
}

function basic({ href, username, password }: URL, { failure }: FetchOptions): string {
  try {
    const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return `Basic ${Buffer.from(pair).toString('base64')}`;
  } catch {
    throw new BuildError(failure, `${shown(href)}: the user or password has a % that is no code`, {
      advice: 'write %25 for a percent sign',
    });
  }
}

async function dispatcher({ variables }: SourceEnvironment): Promise<Dispatcher> {
  const { Agent, EnvHttpProxyAgent } = await import('./undici.ts');
  const proxy = (name: string): string | undefined =>
    variables[name] ?? variables[name.toUpperCase()];
  const httpProxy = proxy('http_proxy');
  const httpsProxy = proxy('https_proxy');
  // Kept connections would keep the process.
  const settings = { pipelining: 0 };
  if (!httpProxy && !httpsProxy) return new Agent(settings);
  const noProxy = proxy('no_proxy');
  return new EnvHttpProxyAgent({
    ...settings,
    ...(httpProxy && { httpProxy }),
    ...(httpsProxy && { httpsProxy }),
    ...(noProxy && { noProxy }),
  });
}

async function save(
  response: Response,
  folder: string,
  options: FetchOptions,
): Promise<FetchedFile> {
  const temporary = join(folder, `${randomUUID()}.partial`);
  const { checksum = 'sha256:', signal } = options;
  const algorithm = checksum.slice(0, checksum.indexOf(':'));
  const digest = createHash('sha256');
  const check = algorithm === 'sha256' ? digest : hashOf(algorithm, options);
  const total = Number(response.headers.get('content-length') ?? Number.NaN);
  let current = 0;
  const watch = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      digest.update(chunk);
      if (check !== digest) check.update(chunk);
      current += chunk.length;
      options.onProgress?.(current, Number.isNaN(total) ? undefined : total);
      done(null, chunk);
    },
  });
  try {
    const body = response.body ? Readable.fromWeb(response.body) : Readable.from([]);
    await pipeline(body, watch, createWriteStream(temporary, { mode: 0o600 }), { signal });
    const hex = digest.digest('hex');
    const checked = check === digest ? hex : check.digest('hex');
    if (options.checksum !== undefined && `${algorithm}:${checked}` !== checksum) {
      throw mismatch(checked, options);
    }
    const modified = Date.parse(response.headers.get('last-modified') ?? '');
    const lastModified = Number.isNaN(modified) ? undefined : Math.floor(modified / 1000);
    await utimes(temporary, lastModified ?? 0, lastModified ?? 0);
    // One file for each content and time: whoever still reads another is not disturbed.
    const file = `${hex}-${lastModified ?? 0}`;
    await rename(temporary, join(folder, file));
    return { folder, file, digest: hex, lastModified };
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof BuildError) throw cause;
    const reason = (cause as Error).message;
    throw new BuildError(
      options.failure,
      `${shown(response.url)}: the transfer failed: ${reason}`,
      {
        cause,
      },
    );
  } finally {
    await rm(temporary, { force: true });
  }
}

function hashOf(algorithm: string, options: FetchOptions): ReturnType<typeof createHash> {
  if (algorithm === 'sha384' || algorithm === 'sha512') return createHash(algorithm);
  throw new BuildError(
    options.failure,
    `--checksum: ${JSON.stringify(options.checksum)} is no digest`,
    { advice: 'write sha256: and 64 hexadecimal digits' },
  );
}

function mismatch(actual: string, { checksum, failure }: FetchOptions): BuildError {
  return new BuildError(failure, `digest mismatch sha256:${actual}: ${checksum}`, {
    advice: 'the content is not what the checksum was made of: check both',
  });
}

async function replace(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  await writeFile(temporary, text, { mode: 0o600 });
  await rename(temporary, path);
}

/** For messages: without a password. */
function shown(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//');
}
