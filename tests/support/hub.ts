import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type BackgroundProcess, startProcess, waitUntilReady } from './background-process.ts';
import { freePort } from './free-port.ts';
import { projectRoot } from './project-root.ts';
import { makeScratchFolder } from './scratch-folder.ts';

/** The administrator's password in every hub under test. */
export const adminPassword = 'correct-horse-battery-staple';

/** A hub of four workers that a test started, from the built command. */
export interface Hub {
  /** `127.0.0.1:port`, as in image references. */
  readonly address: string;
  readonly url: string;
  /** Its data folder. */
  readonly data: string;
  process(): BackgroundProcess;
  /** Kills it as a power cut would, and waits for its end. */
  kill(): Promise<void>;
  /** Starts it again on the same data and address, and waits until it is ready. */
  restart(): Promise<void>;
  /** Stops it and deletes its data. */
  stop(): Promise<void>;
}

/** How to start a hub. */
export interface HubOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** A command in front of the hub's own, such as a tracer with its arguments. */
  readonly wrapper?: readonly string[];
}

/** Starts a hub with data of its own, and waits until it is ready. */
export async function startHub(options: HubOptions = {}): Promise<Hub> {
  if (!existsSync(join(projectRoot, 'packages/cli/dist/main.js'))) {
    throw new Error('these tests run the built command: run "npm run build" first');
  }
  const folder = makeScratchFolder();
  const address = `127.0.0.1:${await freePort()}`;
  const url = `http://${address}`;
  const data = folder.join('data');
  const [command = '', ...args] = [
    ...(options.wrapper ?? []),
    process.execPath,
    join(projectRoot, 'packages/cli/bin/slipway.js'),
    'serve',
  ];
  const env = {
    SLIPWAY_LISTEN: address,
    SLIPWAY_DATA: data,
    SLIPWAY_ADMIN_PASSWORD: adminPassword,
    SLIPWAY_WORKERS: '4',
    ...options.env,
  };
  // A slipway.yaml of whoever runs the tests must not be found.
  const start = () => startProcess(command, args, { env, cwd: folder.path });
  let server = start();
  const ready = () =>
    waitUntilReady(server, async () => (await fetch(`${url}/readyz`)).status === 200);
  const hub: Hub = {
    address,
    url,
    data,
    process: () => server,
    async kill() {
      server.signal('SIGKILL');
      await server.ended();
    },
    async restart() {
      server = start();
      await ready();
    },
    async stop() {
      await server.stop();
      await folder.remove();
    },
  };
  try {
    await ready();
    return hub;
  } catch (error) {
    await hub.stop();
    throw error;
  }
}
