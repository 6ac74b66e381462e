import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface WrkLoad {
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly clients: number;
  readonly seconds: number;
}

export interface WrkResult {
  readonly requestsPerSecond: number;
  readonly bytesPerSecond: number;
}

/** Reads one URL over and over by Debian's `wrk`. Throws where an answer is not a success. */
export async function wrk(load: WrkLoad): Promise<WrkResult> {
  const headers = Object.entries(load.headers).flatMap(([name, value]) =>
    value === undefined ? [] : ['-H', `${name}: ${value}`],
  );
  const threads = Math.min(2, load.clients);
  const { stdout } = await run('wrk', [
    `-t${threads}`,
    `-c${load.clients}`,
    // wrk takes whole seconds only.
    `-d${Math.max(1, Math.round(load.seconds))}s`,
    '--timeout',
    '60s',
    ...headers,
    load.url,
  ]);
  const failures = /Non-2xx or 3xx responses: \d+|Socket errors: .*[1-9].*/.exec(stdout);
  if (failures) throw new Error(`${load.url}: ${failures[0]}`);
  return {
    requestsPerSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
    bytesPerSecond: readSize(/Transfer\/sec:\s+([\d.]+)([KMGT]?B)/.exec(stdout)),
  };
}

function readSize(match: RegExpExecArray | null): number {
  const [, amount, unit = 'B'] = match ?? [];
  return Number(amount) * 1024 ** ['B', 'KB', 'MB', 'GB', 'TB'].indexOf(unit);
}
