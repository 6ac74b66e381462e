import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { addOrdinaryUser, type Builder, giveTo, startedBy } from '../runtime/build-user.ts';
import { projectRoot } from '../support/project-root.ts';
import { findTool } from '../support/required-tool.ts';
import { type CommandResult, runCommand, tryCommand } from '../support/run-command.ts';
import { makeScratchFolder, type ScratchFolder } from '../support/scratch-folder.ts';

/** What these tests need besides. */
export const neededTools = ['busybox', 'runc', 'setpriv', 'script', 'unshare', 'newuidmap'];

const command = join(projectRoot, 'packages/cli/bin/slipway.js');

/** The first stages of the tests' Dockerfiles: BusyBox alone. */
export const baseStage = `FROM scratch AS base
COPY busybox /bin/busybox
RUN ["/bin/busybox", "--install", "-s", "/bin"]
`;

/** A command that goes on. */
export interface StartedCommand {
  readonly child: ChildProcess;
  /** Waits until standard output and error together hold this. Rejects where it ends before. */
  said(text: string | RegExp): Promise<void>;
  readonly done: Promise<{ readonly code: number | null; readonly output: string }>;
}

/** Somebody who types `slipway build` and `slipway run` in a folder of his own. */
export class CommandUser {
  readonly folder: ScratchFolder = makeScratchFolder();
  readonly #builder: Builder;
  readonly environment: Readonly<Record<string, string>>;
  readonly #started = new Set<ChildProcess>();

  private constructor(builder: Builder) {
    this.#builder = builder;
    this.environment = {
      HOME: this.folder.path,
      XDG_DATA_HOME: this.folder.join('data'),
      XDG_CONFIG_HOME: this.folder.join('config'),
      XDG_CACHE_HOME: this.folder.join('cache'),
      DOCKER_CONFIG: this.folder.join('docker'),
      CI: '',
    };
  }

  static async create(builder: Builder): Promise<CommandUser> {
    if (builder !== 'root') await addOrdinaryUser();
    const user = new CommandUser(builder);
    mkdirSync(user.context);
    copyFileSync(findTool('busybox') ?? 'busybox', join(user.context, 'busybox'));
    await user.write({});
    return user;
  }

  get context(): string {
    return this.folder.join('app');
  }

  /** Files of the context, by path. */
  async write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      const path = join(this.context, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
    await runCommand('chown', ['-R', '--reference=/', this.context]);
    await giveTo(this.#builder, this.folder.path);
  }

  read(name: string): string {
    return readFileSync(join(this.context, name), 'utf8');
  }

  /** Runs `slipway` with these words in the context's folder. */
  run(
    words: readonly string[],
    options: { input?: string; env?: Record<string, string>; before?: readonly string[] } = {},
  ): Promise<CommandResult> {
    const [program = '', ...args] = this.commandLine(words, options.before);
    return tryCommand(program, args, {
      cwd: this.context,
      env: { ...this.environment, ...options.env },
      ...(options.input === undefined ? {} : { input: options.input }),
    });
  }

  /** The same for a command that must succeed. */
  async do(...words: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(words);
    if (code === 0) return stdout.trim();
    throw new Error(`slipway ${words.join(' ')} exited with ${code}:\n${stderr}${stdout}`);
  }

  /** Builds a Dockerfile that follows {@link baseStage}, under a name. */
  async build(name: string, dockerfile: string): Promise<void> {
    await this.write({ [`Dockerfile.${name}`]: `${baseStage}${dockerfile}` });
    await this.do('build', '-q', '-t', `test/${name}`, '-f', `Dockerfile.${name}`, '.');
  }

  /** `before`: a program that starts it, with its arguments. */
  commandLine(words: readonly string[], before: readonly string[] = []): readonly string[] {
    return startedBy(this.#builder, [...before, process.execPath, command, ...words]);
  }

  /** Starts `slipway` in a process group of its own, as shells do. */
  start(words: readonly string[]): StartedCommand {
    const [program = '', ...args] = this.commandLine(words);
    return this.#spawn(program, args);
  }

  /** Starts `slipway` at a terminal of its own, of 24 rows and 80 columns. */
  startAtTerminal(words: readonly string[]): StartedCommand {
    const quoted = this.commandLine(words).map((word) => `'${word.replaceAll("'", "'\\''")}'`);
    const line = `stty rows 24 cols 80; exec ${quoted.join(' ')}`;
    return this.#spawn('script', ['--quiet', '--return', '--command', line, '/dev/null']);
  }

  #spawn(program: string, args: readonly string[]): StartedCommand {
    const child = spawn(program, args, {
      cwd: this.context,
      env: { ...process.env, ...this.environment, TERM: 'xterm' },
      stdio: 'pipe',
      detached: true,
    });
    this.#started.add(child);
    child.on('close', () => this.#started.delete(child));
    let output = '';
    const waiting = new Set<() => void>();
    const note = (text: string) => {
      output += text;
      for (const check of waiting) check();
    };
    child.stdout.setEncoding('utf8').on('data', note);
    child.stderr.setEncoding('utf8').on('data', note);
    const done = new Promise<{ code: number | null; output: string }>((resolve) => {
      child.on('close', (code) => resolve({ code, output }));
    });
    const said = (text: string | RegExp) =>
      new Promise<void>((resolve, reject) => {
        const check = () => {
          if (typeof text === 'string' ? output.includes(text) : text.test(output)) {
            waiting.delete(check);
            resolve();
          }
        };
        waiting.add(check);
        done.then(() => reject(new Error(`ended without saying ${text}:\n${output}`)));
        check();
      });
    return { child, said, done };
  }

  async remove(): Promise<void> {
    // What a failed test left.
    for (const child of this.#started) child.kill('SIGKILL');
    await this.folder.remove();
  }
}

/** Lines of this machine's mount table below a folder. */
export function mountsBelow(folder: string): readonly string[] {
  const lines = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  return lines.filter((line) => line.includes(folder));
}

/** Waits for a process with these words as its command line. Throws where none comes. */
export async function seeRunning(words: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await isRunning(words)) return;
    await delay(50);
  }
  throw new Error(`"${words}" does not run`);
}

/** Whether a process of this machine has these words in its command line. */
export async function isRunning(words: string): Promise<boolean> {
  const { stdout } = await tryCommand('ps', ['-eo', 'args']);
  return stdout.split('\n').some((line) => line.trim() === words);
}
