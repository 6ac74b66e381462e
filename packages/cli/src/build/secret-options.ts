import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { SecretRequest, SshRequest } from '@slipway/builder';
import { usageError } from '../cli-error.ts';
import { csvFields, csvPairs } from '../options/csv-fields.ts';
import type { Variables } from '../options/key-values.ts';
import { suggestion } from '../options/suggest.ts';

const secretKeys = ['id', 'src', 'source', 'env', 'type'];

/** What BuildKit takes as a secret at most. */
const largestSecret = 500 * 1024;

/**
 * Reads `--secret id=…[,src=FILE|,env=VARIABLE]`. An id alone is the variable of that name where there
 * is one, else the file of that name. Throws a usage error, also for a file that cannot be one.
 */
export async function parseSecret(text: string, variables: Variables): Promise<SecretRequest> {
  const pairs = csvPairs(text, '--secret');
  for (const key of pairs.keys()) {
    if (!secretKeys.includes(key)) {
      throw usageError(
        `--secret ${text}: there is no key "${key}"`,
        suggestion(key, ['id', 'src', 'env', 'type']),
      );
    }
  }
  const type = pairs.get('type');
  if (type !== undefined && type !== 'file' && type !== 'env') {
    throw usageError(`--secret ${text}: type is file or env, not "${type}"`);
  }
  const source = pairs.get('src') ?? pairs.get('source');
  const variable = pairs.get('env') ?? (type === 'env' ? (source ?? pairs.get('id')) : undefined);
  const id = pairs.get('id') || pairs.get('env') || source;
  if (!id) throw usageError(`--secret ${text}: it has no id`, 'Write id=NAME,src=FILE');
  if (variable !== undefined) return { id, environmentVariable: variable };
  if (source === undefined && type === undefined && variables[id] !== undefined) {
    return { id, environmentVariable: id };
  }
  const file = resolve(source ?? id);
  await checkFile(file, text);
  return { id, file };
}

async function checkFile(file: string, text: string): Promise<void> {
  const found = await stat(file).catch((cause: NodeJS.ErrnoException) => {
    throw usageError(`--secret ${text}: ${file} cannot be read (${cause.code})`);
  });
  if (found.isDirectory()) throw usageError(`--secret ${text}: ${file} is a folder`);
  if (found.size > largestSecret) {
    throw usageError(`--secret ${text}: ${file} has more than 500 kB`);
  }
}

/**
 * Reads `--ssh default`, `--ssh id=SOCKET` or `--ssh id=KEY,KEY`. Throws a usage error, also where no
 * agent runs that could be meant.
 */
export function parseSsh(text: string, variables: Variables): SshRequest {
  const equals = text.indexOf('=');
  const id = equals < 0 ? text : text.slice(0, equals);
  const given = equals < 0 ? '' : text.slice(equals + 1);
  if (id === '') throw usageError(`--ssh ${text}: it has no id`, 'Write --ssh default');
  const paths = given === '' ? [] : csvFields(given, '--ssh').map((path) => resolve(path));
  if (paths.length === 0 && !variables.SSH_AUTH_SOCK) {
    throw usageError(
      `--ssh ${text}: no SSH agent runs (SSH_AUTH_SOCK is not set)`,
      'Start one (eval $(ssh-agent), ssh-add), or name a key: --ssh default=~/.ssh/id_ed25519',
    );
  }
  return { id, paths };
}
