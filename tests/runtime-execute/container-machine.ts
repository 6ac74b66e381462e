import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { findTool } from '../support/required-tool.ts';
import { runCommand } from '../support/run-command.ts';
import { makeScratchFolder, type ScratchFolder } from '../support/scratch-folder.ts';
import type { ContainerRequest, ContainerResult } from './run-containers.ts';

/** Who starts the containers; the tests themselves run as root. */
export const starters = ['root', 'ordinary'] as const;
export type Starter = (typeof starters)[number];

/** What the tests of this folder need besides. */
export const containerTools = ['busybox', 'unshare', 'newuidmap', 'runc'];

const driver = join(import.meta.dirname, 'run-containers.ts');
const ordinaryUser = 'slipway-builder';
const applets = await runCommand(findTool('busybox') ?? 'true', ['--list']);

type Request = Omit<ContainerRequest, 'root'>;

/** A root file system with BusyBox, and containers started on it by a process of their own. */
export class ContainerMachine {
  readonly folder: ScratchFolder = makeScratchFolder();
  readonly #starter: Starter;
  readonly variables: Record<string, string> = {};

  private constructor(starter: Starter) {
    this.#starter = starter;
  }

  static async create(starter: Starter): Promise<ContainerMachine> {
    const machine = new ContainerMachine(starter);
    mkdirSync(machine.path('bin'), { recursive: true });
    copyFileSync(findTool('busybox') ?? 'busybox', machine.path('bin/busybox'));
    chmodSync(machine.path('bin/busybox'), 0o755);
    for (const applet of applets.split('\n')) {
      if (applet !== 'busybox') symlinkSync('busybox', machine.path(`bin/${applet}`));
    }
    mkdirSync(machine.path('tmp'));
    chmodSync(machine.path('tmp'), 0o777);
    mkdirSync(machine.state);
    if (starter === 'ordinary') await addUser();
    return machine;
  }

  /** Of the root file system. */
  path(name: string): string {
    return join(this.folder.path, 'root', name);
  }

  get state(): string {
    return this.folder.join('state');
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(this.path(name)), { recursive: true });
      writeFileSync(this.path(name), content);
    }
  }

  /** Runs a container to its end. */
  async run(request: Request): Promise<ContainerResult> {
    const [result] = await this.runAll([request]);
    if (!result) throw new Error('no result');
    return result;
  }

  /** A shell's. */
  async sh(script: string, request: Partial<Request> = {}): Promise<ContainerResult> {
    return this.run({ arguments: ['sh', '-c', script], ...request });
  }

  /** One after the other, by one process. */
  async runAll(requests: readonly Request[]): Promise<ContainerResult[]> {
    const { results } = await this.start(requests);
    return results;
  }

  /** `results` ends early where the process is killed. */
  async start(
    requests: readonly Request[],
  ): Promise<{ readonly child: ChildProcess; readonly results: Promise<ContainerResult[]> }> {
    const [program = '', ...parameters] = await this.command(requests);
    const child = spawn(program, parameters, {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...this.variables },
    });
    return { child, results: readResults(child) };
  }

  /** The command line that runs these. */
  async command(requests: readonly Request[]): Promise<readonly string[]> {
    const file = this.folder.join('requests.json');
    const root = this.folder.join('root');
    writeFileSync(file, JSON.stringify(requests.map((request) => ({ root, ...request }))));
    chmodSync(file, 0o644);
    if (this.#starter === 'ordinary') {
      await runCommand('chown', ['-hR', `${ordinaryUser}:`, root]);
      await runCommand('chown', [`${ordinaryUser}:`, this.folder.path, this.state]);
    }
    const command = [process.execPath, driver, file, this.state];
    const user = [`--reuid=${ordinaryUser}`, `--regid=${ordinaryUser}`, '--init-groups'];
    return this.#starter === 'root' ? command : ['setpriv', ...user, ...command];
  }

  async remove(): Promise<void> {
    await this.folder.remove();
    rmSync(this.folder.path, { recursive: true, force: true });
  }
}

/** With subordinate ids, which useradd gives. */
async function addUser(): Promise<void> {
  const script = `id ${ordinaryUser} 2>/dev/null || useradd -m ${ordinaryUser}`;
  await runCommand('sh', ['-c', script]);
}

async function readResults(child: ChildProcess): Promise<ContainerResult[]> {
  if (!child.stdout) throw new Error('no output');
  const results: ContainerResult[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    results.push(JSON.parse(line) as ContainerResult);
  }
  return results;
}

/** The ids of processes, anywhere on this machine, whose command line contains `text`. */
export async function processesWith(text: string): Promise<string[]> {
  const list = await runCommand('ps', ['-eo', 'pid=,args=']);
  return list.split('\n').filter((line) => line.includes(text) && !line.includes('ps -eo'));
}
