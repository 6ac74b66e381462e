import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ContextSource } from '@slipway/builder';
import { parseReference } from '@slipway/oci';
import { usageError } from '../cli-error.ts';

/** Docker's forms of a Git repository: a scheme of Git's, `.git` at the end, a host known for Git, scp's form. */
const gitForms: readonly RegExp[] = [
  /^git:\/\//,
  /^ssh:\/\//,
  /^https?:\/\/[^?#]+\.git(?:[?#].*)?$/,
  /^github\.com\/./,
  /^git@[^:/]+:./,
  /^[\w.-]+@[^:/]+:[^?#]+\.git(?:[?#].*)?$/,
];

/** Whether Docker takes `text` for a Git repository. */
export function isGitUrl(text: string): boolean {
  return gitForms.some((form) => form.test(text));
}

/**
 * Where the main context is, standard input excepted. A folder of this machine goes before a URL of
 * the same spelling. Throws a usage error for what is neither.
 */
export async function parseContext(text: string): Promise<ContextSource> {
  const remote = remoteContext(text);
  if (await isFolder(text)) return { kind: 'directory', path: resolve(text) };
  if (remote) return remote;
  throw usageError(`the context ${JSON.stringify(text)} is no folder`, advice(await exists(text)));
}

function advice(isFile: boolean): string {
  return isFile
    ? 'Name the folder of the files to copy, and the Dockerfile with -f'
    : 'Name a folder, a Git or http URL, or - for standard input';
}

/**
 * Reads `--build-context name=value`. Names of images lose what is understood: `docker.io/library/`
 * and `:latest`. Throws a usage error.
 */
export async function parseNamedContext(text: string): Promise<readonly [string, ContextSource]> {
  const equals = text.indexOf('=');
  const value = text.slice(equals + 1);
  if (equals <= 0 || value === '') {
    throw usageError(`--build-context ${text}: expected name=value`, valueForms);
  }
  const name = text
    .slice(0, equals)
    .toLowerCase()
    .replace(/^docker\.io\/(?:library\/)?/, '')
    .replace(/:latest$/, '');
  return [name, await namedSource(value, text)];
}

const valueForms =
  'The value is a folder, a Git or http URL, docker-image://REFERENCE or oci-layout://FOLDER';

async function namedSource(value: string, text: string): Promise<ContextSource> {
  const image = after(value, 'docker-image://');
  if (image !== undefined) {
    return { kind: 'image', reference: fullReference(image) };
  }
  const layout = after(value, 'oci-layout://');
  if (layout !== undefined) return parseLayout(layout);
  const remote = remoteContext(value);
  if (remote) return remote;
  if (await isFolder(value)) return { kind: 'directory', path: resolve(value) };
  const scheme = /^([a-z-]+):/.exec(value)?.[1];
  throw usageError(
    `--build-context ${text}: ${scheme ? `"${scheme}:" is not known` : `"${value}" is no folder`}`,
    valueForms,
  );
}

/** Names without a host mean Docker Hub's images, as they do in FROM. */
function fullReference(text: string): string {
  const { registry, repository, tag, digest } = parseReference(text, {
    registry: 'docker.io',
    tag: 'latest',
  });
  return `${registry}/${repository}${tag ? `:${tag}` : ''}${digest ? `@${digest}` : ''}`;
}

function parseLayout(text: string): ContextSource {
  const match = /^(.*?)(?:@(sha\d+:[0-9a-f]+)|:([^/:@]+))?$/.exec(text);
  const path = resolve(match?.[1] ?? text);
  const reference = match?.[2] ?? match?.[3];
  return { kind: 'oci-layout', path, ...(reference === undefined ? {} : { reference }) };
}

function remoteContext(text: string): ContextSource | undefined {
  if (isGitUrl(text)) {
    return { kind: 'git', url: text.startsWith('github.com/') ? `https://${text}` : text };
  }
  return /^https?:\/\//.test(text) ? { kind: 'http', url: text } : undefined;
}

function after(text: string, prefix: string): string | undefined {
  return text.startsWith(prefix) ? text.slice(prefix.length) : undefined;
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() === true;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
