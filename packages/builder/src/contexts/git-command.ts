import { spawn } from 'node:child_process';
import { BuildError, type BuildErrorCode } from '../errors.ts';
import { authorization, type SourceEnvironment } from './source-environment.ts';

/** Runs git with nothing of a repository or of this machine's configuration taking part. */
export interface Git {
  /** Standard output. Throws with git's own words where it fails. */
  run(folder: string, command: readonly string[]): Promise<string>;
  /** The same, reading from a repository on this machine, which else is refused. */
  runLocally(folder: string, command: readonly string[]): Promise<string>;
}

export interface GitOptions {
  readonly environment: SourceEnvironment;
  readonly signal: AbortSignal;
  /** Of the error where git fails or is absent. */
  readonly failure: BuildErrorCode;
  /** Whose credentials are used. */
  readonly remote: string;
}

/**
 * What no repository may change: no hooks, no file system monitor, files as they are stored.
 */
const configuration: readonly (readonly [string, string])[] = [
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.symlinks', 'true'],
  ['core.autocrlf', 'false'],
  ['safe.directory', '*'],
  ['init.defaultBranch', 'master'],
  ['advice.detachedHead', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
];

const passedOn = ['PATH', 'HOME', 'SSH_AUTH_SOCK', 'http_proxy', 'https_proxy', 'no_proxy'];

/** git for one remote, with the secrets GIT_AUTH_TOKEN and GIT_AUTH_HEADER (`.host`) for it. */
export async function createGit(options: GitOptions): Promise<Git> {
  const variables = await environmentOf(options);
  const local = { ...variables, GIT_ALLOW_PROTOCOL: 'file' };
  return {
    run: (folder, command) => runGit(folder, command, { ...options, variables }),
    runLocally: (folder, command) => runGit(folder, command, { ...options, variables: local }),
  };
}

async function environmentOf({ environment, remote }: GitOptions): Promise<NodeJS.ProcessEnv> {
  const settings = [...configuration];
  const web = /^(https?:\/\/)(?:[^/@]*@)?([^/]+)\//.exec(remote);
  if (web) {
    const [, scheme = '', host = ''] = web;
    const read = (suffix: string): Promise<string | undefined> =>
      authorization(environment, {
        header: `GIT_AUTH_HEADER${suffix}`,
        token: `GIT_AUTH_TOKEN${suffix}`,
        scheme: (token) => `basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`,
      });
    const header = (await read(`.${host}`)) ?? (await read(''));
    // In the environment: arguments can be seen by other users.
    if (header !== undefined) {
      settings.push([`http.${scheme}${host}/.extraheader`, `Authorization: ${header}`]);
    }
  }
  const passed = Object.entries(environment.variables).filter(([name]) =>
    passedOn.some((each) => each === name || each === name.toLowerCase()),
  );
  return {
    ...Object.fromEntries(passed),
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: 'true',
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes',
    GIT_NO_REPLACE_OBJECTS: '1',
    // No programs by `ext::`, no paths of this machine.
    GIT_ALLOW_PROTOCOL: 'http:https:ssh:git',
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  };
}

function runGit(
  folder: string,
  command: readonly string[],
  options: GitOptions & { readonly variables: NodeJS.ProcessEnv },
): Promise<string> {
  const { signal, failure, remote, variables } = options;
  return new Promise((resolve, reject) => {
    // Modes must not depend on who builds.
    const script = 'umask 022 && exec git "$@"';
    const child = spawn('/bin/sh', ['-c', script, 'git', ...command], {
      cwd: folder,
      env: variables,
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
    });
    const output: Buffer[] = [];
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-4000);
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(Buffer.concat(output).toString('utf8'));
      else reject(gitFailure(errors, { code, failure, remote }));
    });
  });
}

function gitFailure(
  errors: string,
  {
    code,
    failure,
    remote,
  }: { readonly code: number | null; readonly failure: BuildErrorCode; readonly remote: string },
): BuildError {
  const place = withoutPassword(remote);
  if (code === 127) {
    return new BuildError(failure, `${place} needs git, which is not installed`, {
      advice: 'install it: apt-get install git',
    });
  }
  const said = withoutPassword(errors.trim()) || `git ended with code ${code}`;
  return new BuildError(failure, `${place}: ${said}`, {
    advice: 'check the URL, the ref and the credentials (secret GIT_AUTH_TOKEN, or --ssh)',
  });
}

/** For messages. */
export function withoutPassword(text: string): string {
  return text.replace(/\/\/[^/@\s]*@/g, '//');
}
