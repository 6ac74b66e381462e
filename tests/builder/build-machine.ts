import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { BuildRequest, BuildResult } from '@slipway/builder';
import { findTool, isLeftOut } from '../support/required-tool.ts';
import { runCommand } from '../support/run-command.ts';
import { makeScratchFolder, type ScratchFolder } from '../support/scratch-folder.ts';

/** What `build-driver.ts` is told. */
export interface BuildJob {
  readonly state: string;
  readonly context: string;
  readonly request: Partial<BuildRequest>;
}

/** What came of a build. */
export interface Built {
  /** Of each completed step by name: whether it came from the cache. */
  readonly steps: Readonly<Record<string, boolean>>;
  /** What steps wrote. */
  readonly output: string;
  readonly result: (BuildResult & { readonly plain?: boolean }) | undefined;
  readonly error:
    | {
        readonly code: string;
        readonly message: string;
        readonly exitCode?: number;
        readonly lines?: { readonly start: number; readonly end: number };
      }
    | undefined;
}

type Line = { readonly type: string } & Readonly<Record<string, unknown>>;

/** Where builds with RUN are left out: what they need is missing, and nothing says that it must not be. */
export const cannotBuild = ['busybox', 'runc', 'setpriv'].some(isLeftOut);

const driver = join(import.meta.dirname, 'build-driver.ts');
const ordinaryUser = 'slipway-builder';

/** One user's data folder and one context, and builds on them by processes of their own. */
export class BuildMachine {
  readonly folder: ScratchFolder = makeScratchFolder();
  readonly #user: string | undefined;
  readonly #variables: Record<string, string> = {};

  private constructor(user: string | undefined) {
    this.#user = user;
  }

  /** `ordinary`: builds run as a user without privileges. The tests themselves run as root. */
  static async create(user: 'root' | 'ordinary'): Promise<BuildMachine> {
    const machine = new BuildMachine(user === 'root' ? undefined : ordinaryUser);
    if (user === 'ordinary') await addUser();
    mkdirSync(machine.folder.join('context'));
    mkdirSync(machine.folder.join('state'));
    machine.write({});
    const busybox = machine.folder.join('context', 'busybox');
    copyFileSync(findTool('busybox') ?? 'busybox', busybox);
    chmodSync(busybox, 0o755);
    await machine.#giveAway();
    return machine;
  }

  get state(): string {
    return this.folder.join('state');
  }

  /** Files of the context, by path. */
  write(files: Readonly<Record<string, string>>): void {
    for (const [name, content] of Object.entries(files)) {
      const path = this.folder.join('context', name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
  }

  /** A variable of the building process. */
  setVariable(name: string, value: string): void {
    this.#variables[name] = value;
  }

  /** Builds; `dockerfile` goes after a stage `base` that has BusyBox. */
  async build(dockerfile: string, request: Partial<BuildRequest> = {}): Promise<Built> {
    return this.start(dockerfile, request).then((building) => building.done);
  }

  async start(
    dockerfile: string,
    request: Partial<BuildRequest> = {},
  ): Promise<{ readonly child: ChildProcess; readonly done: Promise<Built> }> {
    const name = `Dockerfile.${randomUUID().slice(0, 8)}`;
    this.write({ [name]: `${base}${dockerfile}\n`, '.dockerignore': 'Dockerfile.*\n' });
    const job: BuildJob = {
      state: this.state,
      context: this.folder.join('context'),
      request: { dockerfile: { kind: 'in-context', path: name }, ...request },
    };
    const file = this.folder.join(`${name}.json`);
    writeFileSync(file, JSON.stringify(job));
    await this.#giveAway();
    return this.#spawn(file);
  }

  async remove(): Promise<void> {
    await this.folder.remove();
    rmSync(this.folder.path, { recursive: true, force: true });
  }

  async #giveAway(): Promise<void> {
    if (!this.#user) return;
    const own = ['chown', '-R', `${this.#user}:`, this.folder.join('context')];
    await runCommand(own[0] ?? '', own.slice(1));
    await runCommand('chown', [`${this.#user}:`, this.folder.path, this.state]);
    await runCommand('chmod', ['-R', 'a+rX', this.folder.join('context')]);
    await runCommand('sh', ['-c', `chmod a+r ${this.folder.path}/*.json 2>/dev/null || true`]);
  }

  #spawn(file: string): { child: ChildProcess; done: Promise<Built> } {
    const command = [process.execPath, driver, file];
    const [program = '', ...args] = this.#user
      ? ['setpriv', `--reuid=${this.#user}`, `--regid=${this.#user}`, '--init-groups', ...command]
      : command;
    const env = { ...process.env, HOME: this.folder.path, ...this.#variables };
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], env });
    return { child, done: readBuilt(child) };
  }
}

const base = `FROM scratch AS base
COPY --chmod=755 busybox /bin/busybox
RUN ["/bin/busybox", "--install", "-s", "/bin"]
FROM base
`;

async function addUser(): Promise<void> {
  const shell = `id ${ordinaryUser} 2>/dev/null || useradd -m ${ordinaryUser}`;
  await runCommand('sh', ['-c', shell]);
}

async function readBuilt(child: ChildProcess): Promise<Built> {
  const names = new Map<number, string>();
  const steps: Record<string, boolean> = {};
  let output = '';
  let last: Line | undefined;
  if (!child.stdout) throw new Error('no output');
  for await (const text of createInterface({ input: child.stdout })) {
    const line = JSON.parse(text) as Line;
    if (line.type === 'planned') {
      for (const { id, name } of line.vertices as { id: number; name: string }[])
        names.set(id, name);
    } else if (line.type === 'completed') {
      // Without the place in its stage: `[stage-1 2/3] RUN x`.
      const name = (names.get(line.vertex as number) ?? '').replace(/^\[.*?\] /, '');
      steps[name] = line.cached as boolean;
    } else if (line.type === 'log') output += line.data as string;
    last = line;
  }
  const result = last?.type === 'result' ? (last as unknown as Built['result']) : undefined;
  const error = last?.type === 'error' ? (last as unknown as Built['error']) : undefined;
  return { steps, output, result, error };
}
