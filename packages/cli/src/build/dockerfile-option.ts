import { readFile, realpath } from 'node:fs/promises';
import { basename, isAbsolute, relative, resolve, sep } from 'node:path';
import type { BuildRequest, ContextSource } from '@slipway/builder';
import { usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { parseContext } from './context-source.ts';
import { peekInput, readAll } from './standard-input.ts';

type DockerfileSource = BuildRequest['dockerfile'];

/** Where the files and the Dockerfile come from. */
export interface BuildInputs {
  readonly context: ContextSource;
  readonly dockerfile: DockerfileSource;
}

/** BuildKit reads no longer Dockerfile. */
const longestDockerfile = 2 * 1024 * 1024;

const inContext: DockerfileSource = { kind: 'in-context', path: undefined };

/**
 * Reads the context's argument and `--file` by Docker's rules: `-` is standard input, a tar of the
 * context or a Dockerfile alone, told apart by content; `-f -` a Dockerfile on it; a Dockerfile of
 * this machine is found from the working folder, and may lie outside the context. Throws a usage error.
 */
export async function readBuildInputs(
  context: Context,
  { path, file }: { readonly path: string; readonly file: string | undefined },
): Promise<BuildInputs> {
  if (path === '-') {
    if (file === '-') {
      throw usageError('standard input cannot be both the context and the Dockerfile');
    }
    return inputsFromStandardInput(context, file);
  }
  const source = await parseContext(path);
  if (file === '-') {
    const text = await limited('-', () => readAll(context.stdin, longestDockerfile));
    return { context: source, dockerfile: { kind: 'text', fileName: 'Dockerfile', text } };
  }
  if (file === undefined) return { context: source, dockerfile: inContext };
  if (/^https?:\/\//.test(file)) return { context: source, dockerfile: await fetchText(file) };
  if (source.kind !== 'directory') {
    return { context: source, dockerfile: { kind: 'in-context', path: file } };
  }
  return { context: source, dockerfile: await fileOfMachine(source.path, file) };
}

async function inputsFromStandardInput(
  context: Context,
  file: string | undefined,
): Promise<BuildInputs> {
  const { isArchive, stream } = await peekInput(context.stdin);
  if (isArchive) {
    return {
      context: { kind: 'tar', stream },
      dockerfile: file === undefined ? inContext : { kind: 'in-context', path: file },
    };
  }
  const text = await limited('-', () => readAll(stream, longestDockerfile));
  if (file !== undefined) {
    throw usageError(
      `--file ${file}: standard input is no tar that could hold it`,
      'Without --file, standard input is the Dockerfile',
    );
  }
  return { context: { kind: 'empty' }, dockerfile: { kind: 'text', fileName: 'Dockerfile', text } };
}

async function fileOfMachine(folder: string, file: string): Promise<DockerfileSource> {
  const path = resolve(file);
  const real = await realpath(path).catch((cause: NodeJS.ErrnoException) => {
    const why =
      cause.code === 'ENOENT' ? 'there is no such file' : `it cannot be read: ${cause.code}`;
    throw usageError(`--file ${file}: ${why}`, 'Paths are taken from the working folder');
  });
  const inside = relative(await realpath(folder), real);
  if (inside !== '' && !isAbsolute(inside) && inside !== '..' && !inside.startsWith(`..${sep}`)) {
    // The name in the context, not where a symlink leads: its .dockerignore lies beside it.
    const named = relative(folder, path);
    return { kind: 'in-context', path: named.startsWith('..') ? inside : named };
  }
  return {
    kind: 'text',
    fileName: basename(path),
    text: await readText(path, file),
    ...(await ignoreFileOf(path)),
  };
}

async function readText(path: string, file: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw usageError(`--file ${file}: it cannot be read: ${(cause as NodeJS.ErrnoException).code}`);
  }
}

async function ignoreFileOf(path: string): Promise<{ ignoreFile?: Uint8Array }> {
  try {
    return { ignoreFile: await readFile(`${path}.dockerignore`) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

async function fetchText(url: string): Promise<DockerfileSource> {
  const response = await fetch(url).catch((cause: Error) => {
    throw usageError(
      `--file ${url}: ${cause.cause instanceof Error ? cause.cause.message : cause.message}`,
    );
  });
  if (!response.ok || !response.body) {
    throw usageError(`--file ${url}: the server answered ${response.status}`);
  }
  const { body } = response;
  const text = await limited(url, () => readAll(body, longestDockerfile));
  return { kind: 'text', fileName: basename(new URL(url).pathname) || 'Dockerfile', text };
}

async function limited(name: string, read: () => Promise<Uint8Array>): Promise<Uint8Array> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw usageError(`the Dockerfile of "${name}" has more than 2 MiB`);
  }
}
