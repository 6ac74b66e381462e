import { chmod, chown, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContainerMount } from '@slipway/runtime';
import { hasCode } from '../cache/small-file.ts';
import { BuildError } from '../errors.ts';
import type { VertexMount } from '../graph/vertex.ts';
import type { BuildEnvironment } from '../ports/result.ts';
import type { BuildRequest } from '../request/build-request.ts';

type SecretMount = Extract<VertexMount, { type: 'secret' }>;

/** As BuildKit limits them. Bytes. */
const largestSecret = 500 * 1024;

/** The secret's value, read now; undefined where the build was given none of this id. */
export async function readSecret(
  id: string,
  { secrets }: Pick<BuildRequest, 'secrets'>,
  variables: BuildEnvironment['variables'],
): Promise<Uint8Array | undefined> {
  const given = secrets.find((secret) => secret.id === id);
  if (!given) return undefined;
  if (given.file !== undefined) return readLimited(id, given.file);
  const name = given.environmentVariable ?? id;
  const value = variables[name];
  return value === undefined ? undefined : Buffer.from(value);
}

/** What a secret puts into a container: a file, a variable, or both; nothing where it is absent and may be. */
export async function openSecret(
  mount: SecretMount,
  source: {
    readonly request: Pick<BuildRequest, 'secrets'>;
    readonly variables: BuildEnvironment['variables'];
    /** In memory: see `openPrivateFolder`. */
    readonly folder: () => Promise<string>;
    /** Unique within the step. */
    readonly name: string;
  },
): Promise<{
  readonly mounts: readonly ContainerMount[];
  readonly environment: readonly string[];
}> {
  const value = await readSecret(mount.id, source.request, source.variables);
  if (value === undefined) {
    if (!mount.required) return { mounts: [], environment: [] };
    throw new BuildError('SECRET_MISSING', `the step needs the secret ${mount.id}`, {
      advice: `give it: --secret id=${mount.id},src=FILE or --secret id=${mount.id},env=VARIABLE`,
    });
  }
  const environment =
    mount.env === undefined ? [] : [`${mount.env}=${Buffer.from(value).toString('utf8')}`];
  if (mount.target === undefined) return { mounts: [], environment };
  const path = join(await source.folder(), source.name);
  await writeFile(path, value, { mode: 0o600 });
  await chown(path, mount.uid, mount.gid);
  await chmod(path, mount.mode);
  return {
    mounts: [{ type: 'bind', source: path, target: mount.target, readOnly: true }],
    environment,
  };
}

async function readLimited(id: string, path: string): Promise<Uint8Array | undefined> {
  try {
    const file = await open(path);
    try {
      const buffer = Buffer.alloc(largestSecret + 1);
      let length = 0;
      while (length < buffer.length) {
        const { bytesRead } = await file.read(buffer, length, buffer.length - length, null);
        if (bytesRead === 0) return buffer.subarray(0, length);
        length += bytesRead;
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw new BuildError('SECRET_MISSING', `the secret ${id} cannot be read from ${path}`, {
      cause: error,
    });
  }
  throw new BuildError('INVALID_REQUEST', `the secret ${id} has more than 500 KiB: ${path}`);
}
