import { readFileSync } from 'node:fs';

/**
 * Takes out of `environment` what Node has put there from the file of an `--env-file` among `words`:
 * it looks for that option of its own behind the script's name too, where it is the container's. What
 * this process was really started with is told by `file`, as Linux writes it.
 */
export function forgetLoadedVariables(
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
  file = '/proc/self/environ',
): void {
  if (!words.some((word) => word.startsWith('--env-file'))) return;
  const given = startedWith(file);
  for (const name of Object.keys(environment)) {
    if (given && !given.has(name) && name !== 'NODE_COMPILE_CACHE') delete environment[name];
  }
}

/** Undefined on systems that do not tell: there no container runs either. */
function startedWith(file: string): ReadonlySet<string> | undefined {
  try {
    const variables = readFileSync(file, 'utf8').split('\0');
    return new Set(variables.map((each) => each.split('=', 1)[0] ?? ''));
  } catch {
    return undefined;
  }
}
