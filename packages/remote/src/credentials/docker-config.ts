import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RemoteError } from '../errors.ts';
import { withFileLock } from '../files/file-lock.ts';

/** The members of Docker's configuration file that Slipway reads; others are kept as they are. */
export interface DockerConfig {
  auths?: Record<string, DockerAuth>;
  credsStore?: string;
  credHelpers?: Record<string, string>;
  [other: string]: unknown;
}

/** One registry's entry in `auths`. */
export interface DockerAuth {
  /** Base64 of `name:password`. */
  auth?: string;
  username?: string;
  password?: string;
  identitytoken?: string;
  [other: string]: unknown;
}

/** Reads the file; empty where there is none. Throws CREDENTIALS where it is unreadable. */
export async function readDockerConfig(file: string): Promise<DockerConfig> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw failed(file, 'read', cause);
  }
  if (text.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw failed(file, 'read', cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw failed(file, 'read', new Error('it is not a JSON object'));
  }
  return value as DockerConfig;
}

/**
 * Changes the file: read, `change`, written whole or not at all, mode 0600; unknown members stay.
 * A symbolic link stays one: what it points to is replaced. Throws CREDENTIALS.
 */
export async function updateDockerConfig(
  file: string,
  change: (config: DockerConfig) => void,
): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const target = await realpath(file).catch(() => file);
  await withFileLock(`${target}.slipway-lock`, {}, async () => {
    const config = await readDockerConfig(target);
    change(config);
    await writePrivately(target, `${JSON.stringify(config, undefined, '\t')}\n`);
  });
}

async function writePrivately(file: string, text: string): Promise<void> {
  const temporary = `${file}.${randomUUID()}`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw failed(file, 'write', cause);
  }
}

function failed(file: string, action: 'read' | 'write', cause: unknown): RemoteError {
  return new RemoteError(
    'CREDENTIALS',
    `cannot ${action} the credentials in ${file}: ${(cause as Error).message}`,
    { cause },
  );
}
