import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { freePort } from '../../tests/support/free-port.ts';
import { ServerProcess } from '../registry/server-process.ts';

const root = join(import.meta.dirname, '../..');
export const adminPassword = 'bench-administrator';

/** A hub on its sources, with its defaults but for the limit of requests that one address has. */
export async function startHub(options: {
  readonly folder: string;
  /** undefined: SQLite in the folder. */
  readonly database: string | undefined;
  readonly counts?: boolean;
}): Promise<{ readonly origin: string; stop(): Promise<void> }> {
  const { folder, database, counts = true } = options;
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const preload = pathToFileURL(join(import.meta.dirname, 'without-counts.mjs')).href;
  const server = await ServerProcess.start({
    command: process.execPath,
    args: [
      '--disable-warning=ExperimentalWarning',
      join(root, 'packages/cli/src/main.ts'),
      'serve',
    ],
    env: {
      SLIPWAY_DATA: join(folder, 'data'),
      SLIPWAY_LISTEN: `127.0.0.1:${port}`,
      SLIPWAY_ADMIN_PASSWORD: adminPassword,
      SLIPWAY_API_REQUESTS: '1000000000',
      ...(database === undefined ? {} : { SLIPWAY_DATABASE: database }),
      ...(counts ? {} : { NODE_OPTIONS: `--import=${preload}` }),
    },
    cwd: folder,
    logFile: join(folder, 'log'),
    readyUrl: `${origin}/v2/`,
  });
  return { origin, stop: () => server.stop() };
}
