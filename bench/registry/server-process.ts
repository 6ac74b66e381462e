import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Record<string, string>;
  readonly cwd: string;
  /** Takes what the server prints. */
  readonly logFile: string;
  /** Answers as soon as the server is ready, with any status below 500. */
  readonly readyUrl: string;
}

const startTimeoutMs = 60_000;
const stopTimeoutMs = 30_000;
const pollMs = 2;

/** A server under test, running. */
export class ServerProcess {
  readonly #child: ChildProcess;
  /** From the start of the process to its first answer. */
  readonly readyAfterMs: number;

  private constructor(child: ChildProcess, readyAfterMs: number) {
    this.#child = child;
    this.readyAfterMs = readyAfterMs;
  }

  /** Starts a server and waits until it answers. Throws, with its last output, where it does not. */
  static async start(command: ServerCommand): Promise<ServerProcess> {
    const log = openSync(command.logFile, 'a');
    const began = performance.now();
    const child = spawn(command.command, command.args, {
      cwd: command.cwd,
      // Debian keeps servers where an ordinary account's PATH does not look.
      env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin`, ...command.env },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    let failure: Error | undefined;
    child.on('error', (error) => {
      failure = error;
    });
    while (performance.now() - began < startTimeoutMs) {
      if (failure || child.exitCode !== null) break;
      if (await answers(command.readyUrl)) {
        return new ServerProcess(child, performance.now() - began);
      }
      await sleep(pollMs);
    }
    child.kill('SIGKILL');
    const output = readFileSync(command.logFile, 'utf8').slice(-2000);
    throw new Error(`${command.command} did not start: ${failure?.message ?? output}`);
  }

  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error('the server has no process id');
    return pid;
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const killer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
    await ended;
    clearTimeout(killer);
  }
}

function answers(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    get(url, { agent: false }, (response) => {
      response.resume();
      resolve((response.statusCode ?? 500) < 500);
    }).on('error', () => resolve(false));
  });
}
