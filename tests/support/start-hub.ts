import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exchange } from './http-exchange.ts';
import { killProcess, processTree } from './processes.ts';
import { projectRoot } from './project-root.ts';

/** The first administrator of every test's hub. */
export const administrator = { name: 'admin', password: 'a password for tests' } as const;

const readyWithinMs = 60_000;
const readyMessage = 'Slipway is ready at ';
const command = join(projectRoot, 'packages/cli/bin/slipway.js');

/** How a test's hub differs from the usual one. */
export interface HubOptions {
  /** Settings beside those that every test's hub has. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The name in its public URL: `localhost`, which a browser keeps passkeys for; links in letters need one. */
  readonly publicName?: string;
  /** A command that runs the hub: `strace` and its options, say. */
  readonly wrapper?: readonly string[];
}

/** A running hub: the built command, four workers, a folder and a port of its own. */
export class Hub {
  readonly origin: string;
  /** `127.0.0.1:port`, as clients name a registry. */
  readonly host: string;
  /** The folder of database and blobs. */
  readonly data: string;
  readonly #options: HubOptions;
  #process: ChildProcess | undefined;
  #log = '';

  constructor(port: number, data: string, options: HubOptions) {
    this.host = `127.0.0.1:${port}`;
    this.origin = `http://${this.host}`;
    this.data = data;
    this.#options = options;
  }

  /** All that it has printed, over all its starts. */
  get log(): string {
    return this.#log;
  }

  /** Ids of the hub's processes that live, the primary first. */
  processIds(): number[] {
    const [own, ...others] = processTree(this.#process?.pid ?? 0);
    if (own === undefined) return [];
    return this.#options.wrapper ? others : [own, ...others];
  }

  /** Starts it, again if need be; resolves when it says that it is ready. */
  async start(): Promise<void> {
    const { wrapper = [], publicName, environment } = this.#options;
    const line = [...wrapper, process.execPath, command, 'serve'];
    const [file = '', ...args] = line;
    const child = spawn(file, args, {
      // A slipway.yaml of whoever runs the tests must not be found.
      cwd: this.data,
      env: {
        ...inheritedEnvironment(),
        SLIPWAY_LISTEN: this.host,
        SLIPWAY_DATA: this.data,
        SLIPWAY_ADMIN_PASSWORD: administrator.password,
        SLIPWAY_WORKERS: '4',
        SLIPWAY_LOG_FORMAT: 'json',
        ...(publicName === undefined
          ? {}
          : { SLIPWAY_PUBLIC_URL: `http://${publicName}:${new URL(this.origin).port}` }),
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    const before = this.#log.length;
    const keep = (text: string) => {
      this.#log += text;
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.once('error', (error) => keep(`${error}\n`));
    await this.#untilReady(child, before);
  }

  async #untilReady(child: ChildProcess, logBefore: number): Promise<void> {
    const giveUpAt = Date.now() + readyWithinMs;
    // A worker may say so while others start: the hub's own word is printed when all serve.
    const isPrinted = () => this.#log.includes(readyMessage, logBefore);
    while (!(isPrinted() && (await isReady(this.origin)))) {
      const gone = !isRunning(child);
      if (gone || Date.now() > giveUpAt) {
        throw new Error(`the hub ${gone ? 'ended' : 'is not ready'}:\n${this.#log.slice(-5000)}`);
      }
      await sleep(50);
    }
  }

  /** Kills every process of it at once, as a power cut would; resolves when they are gone. */
  async kill(): Promise<void> {
    for (const pid of processTree(this.#process?.pid ?? 0)) killProcess(pid, 'SIGKILL');
    await this.ended();
  }

  /** Resolves when the hub's first process is gone and nothing listens at its address. */
  async ended(): Promise<void> {
    const child = this.#process;
    if (child && isRunning(child)) await once(child, 'exit');
    for (let tries = 0; await isListening(this.origin); tries++) {
      if (tries > 200) throw new Error('the hub ended, but its workers go on listening');
      await sleep(50);
    }
  }

  /** Ends it as an operator does; kills it where it does not end in time. */
  async stop(): Promise<void> {
    const child = this.#process;
    const [primary] = this.processIds();
    if (child && primary !== undefined && isRunning(child)) {
      const exited = once(child, 'exit');
      killProcess(primary, 'SIGTERM');
      await Promise.race([exited, sleep(10_000, undefined, { ref: false })]);
    }
    await this.kill();
  }

  /** Stops it and removes its folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    running.delete(this);
    await this.stop();
    await rm(this.data, { recursive: true, force: true, maxRetries: 3 });
  }

  /** What the end of the test process leaves time for. */
  abandon(): void {
    for (const pid of processTree(this.#process?.pid ?? 0)) killProcess(pid, 'SIGKILL');
    rmSync(this.data, { recursive: true, force: true });
  }
}

const running = new Set<Hub>();
process.once('exit', () => {
  for (const hub of running) hub.abandon();
});

/**
 * Starts a hub. Dispose of it (`await using`, or in `afterAll`). Throws, with what it printed, where
 * it does not get ready.
 */
export async function startHub(options: HubOptions = {}): Promise<Hub> {
  if (!existsSync(join(projectRoot, 'packages/cli/dist/main.js'))) {
    throw new Error('these tests run the built command: run "npm run build" first');
  }
  const data = await mkdtemp(join(tmpdir(), 'slipway-hub-'));
  const hub = new Hub(await freePort(), data, options);
  running.add(hub);
  try {
    await hub.start();
    return hub;
  } catch (error) {
    await hub[Symbol.asyncDispose]();
    throw error;
  }
}

function isRunning({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null;
}

async function isReady(origin: string): Promise<boolean> {
  try {
    return (await exchange(origin, '/readyz')).status === 200;
  } catch {
    // Not listening yet.
    return false;
  }
}

async function isListening(origin: string): Promise<boolean> {
  try {
    await exchange(origin, '/healthz');
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ECONNREFUSED';
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no TCP port to be had');
  return address.port;
}

/** Settings of whoever runs the tests stay out of the hub. */
function inheritedEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !name.startsWith('SLIPWAY_') && name !== 'NODE_OPTIONS',
    ),
  );
}
