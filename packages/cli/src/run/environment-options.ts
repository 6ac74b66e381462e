import { readFile } from 'node:fs/promises';
import { usageError } from '../cli-error.ts';
import { namedValues, type Variables } from '../options/key-values.ts';

/**
 * The container's variables as `NAME=value`: the image's, then those of `--env-file`, then those of
 * `--env`; a later one replaces an earlier one in its place.
 */
export async function containerEnvironment(
  image: readonly string[],
  options: {
    readonly files: readonly string[];
    readonly env: readonly string[];
    readonly variables: Variables;
  },
): Promise<readonly string[]> {
  const { files, env, variables } = options;
  const values = new Map<string, string>();
  for (const each of image) {
    const equals = each.indexOf('=');
    if (equals > 0) values.set(each.slice(0, equals), each.slice(equals + 1));
  }
  const lines = (await Promise.all(files.map(readLines))).flat();
  const given = { ...namedValues(lines, { flag: '--env-file', variables }) };
  Object.assign(given, namedValues(env, { flag: '--env', variables }));
  for (const [name, value] of Object.entries(given)) values.set(name, value);
  return [...values].map(([name, value]) => `${name}=${value}`);
}

/** Docker's form: a line is `NAME=value` or `NAME`, nothing is quoted; `#` begins a comment. */
async function readLines(file: string): Promise<readonly string[]> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw usageError(`--env-file ${file}: it cannot be read: ${cause.code}`);
  });
  const lines = text.split(/\r?\n/).map((line) => line.replace(/^[\s\ufeff]+/, ''));
  const kept = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const bad = kept.find((line) => /\s/.test(line.split('=')[0] ?? ''));
  if (bad !== undefined) {
    throw usageError(`--env-file ${file}: a name has no spaces: "${bad.slice(0, 80)}"`);
  }
  return kept;
}
