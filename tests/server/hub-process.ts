import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectRoot } from '../support/project-root.ts';

/** A hub at a port that it chose itself. */
export interface HubProcess extends AsyncDisposable {
  readonly pid: number;
  readonly port: number;
  output(): string;
}

/** How to start one. */
export interface HubProcessOptions {
  readonly data: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** The `slipway` command; the clone's by default. */
  readonly command?: readonly string[];
}

/**
 * Starts `slipway serve` and resolves when it says that it is ready, whatever protocol it speaks.
 * Throws with what it printed where it ends before.
 */
export async function startHubProcess(options: HubProcessOptions): Promise<HubProcess> {
  const clone = [process.execPath, join(projectRoot, 'packages/cli/bin/slipway.js')];
  const [file = '', ...args] = [...(options.command ?? clone), 'serve'];
  const child = spawn(file, args, {
    cwd: projectRoot,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: options.data,
      SLIPWAY_DATA: options.data,
      SLIPWAY_LISTEN: '127.0.0.1:0',
      SLIPWAY_WORKERS: '4',
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = once(child, 'exit');
  const ready = Promise.withResolvers<number>();
  const keep = (text: string) => {
    output += text;
    const port = /ready at https?:\/\/[^\s/]*:(\d+)/.exec(output)?.[1];
    if (port !== undefined) ready.resolve(Number(port));
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  child.once('error', (error) => ready.reject(error));
  child.once('close', () => ready.reject(new Error(`the hub ended:\n${output}`)));
  const port = await ready.promise;
  return {
    pid: child.pid ?? 0,
    port,
    output: () => output,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
