import { execFile, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { chmod, chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';

/** A PostgreSQL server of a test run's own, on a unix socket in a temporary folder. */
export interface PostgresServer {
  /** Makes a database, empty or a copy of another that nobody is connected to. */
  createDatabase(name: string, template?: string): Promise<string>;
  dropDatabase(name: string): Promise<void>;
  /** Ends the server and removes its folder. Both also happen when this process ends in any way. */
  stop(): Promise<void>;
}

/** Where Debian and others put `initdb` and `postgres`; undefined where they are not installed. */
export async function findPostgres(): Promise<string | undefined> {
  const versions = await readdir('/usr/lib/postgresql').catch(() => []);
  const folders = versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join('/usr/lib/postgresql', version, 'bin'));
  return [...folders, ...(process.env.PATH ?? '').split(delimiter)].find((folder) =>
    ['initdb', 'postgres'].every((program) => isExecutable(join(folder, program))),
  );
}

/** Starts a server of the programs in `bin`. It does not sync, so it is for tests alone. */
export async function startPostgres(
  bin: string,
  { sharedBuffers = '32MB' }: { readonly sharedBuffers?: string } = {},
): Promise<PostgresServer> {
  const owner = await serverUser();
  const folder = await mkdtemp(join(tmpdir(), 'slipway-postgres-'));
  if ('uid' in owner) await chown(folder, owner.uid, owner.gid);
  await chmod(folder, 0o700);
  try {
    await promisify(execFile)(
      join(bin, 'initdb'),
      ['-D', join(folder, 'data'), '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
      { ...owner, cwd: folder, env: { ...process.env, LC_ALL: 'C.UTF-8' } },
    );
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  const supervisor = spawn(
    'sh',
    ['-c', SUPERVISE, 'sh', join(bin, 'postgres'), folder, sharedBuffers],
    {
      ...owner,
      cwd: '/',
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  );
  const ended = new Promise<void>((resolve) => supervisor.once('exit', () => resolve()));
  supervisor.unref();
  (supervisor.stdin as unknown as { unref(): void }).unref();
  const stop = async () => {
    supervisor.ref();
    supervisor.stdin.end();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const url = (name: string) =>
    `postgresql://postgres@localhost/${name}?host=${encodeURIComponent(folder)}`;
  const administer = async (sql: string) => {
    const client = new Client({ connectionString: url('postgres') });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  try {
    await untilReady(() => administer('select 1'), supervisor);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    createDatabase: async (name, template) => {
      const copied = template === undefined ? '' : ` template "${template}"`;
      await administer(`create database "${name}"${copied}`);
      return url(name);
    },
    dropDatabase: (name) => administer(`drop database if exists "${name}" with (force)`),
    stop,
  };
}

/**
 * The pipe from this process closes when it ends, even by SIGKILL; then the server is ended and the
 * folder's content removed.
 */
const SUPERVISE = `
"$1" -D "$2/data" -k "$2" -h "" -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
  -c max_connections=200 -c log_min_messages=fatal -c shared_buffers="$3" </dev/null >"$2/log" 2>&1 &
server=$!
read -r _ || true
kill -QUIT "$server"
wait "$server"
rm -rf "$2"/* 2>/dev/null; rmdir "$2" 2>/dev/null || true
`;

/** PostgreSQL refuses to run as root; Debian's package makes the user it is meant to run as. */
async function serverUser(): Promise<{ uid: number; gid: number } | Record<string, never>> {
  if (process.getuid?.() !== 0) return {};
  const id = async (flag: string) =>
    Number((await promisify(execFile)('id', [flag, 'postgres'])).stdout.trim());
  return { uid: await id('-u'), gid: await id('-g') };
}

async function untilReady(
  probe: () => Promise<void>,
  supervisor: { readonly exitCode: number | null },
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await probe();
      return;
    } catch (error) {
      if (attempt === 300 || supervisor.exitCode !== null) throw error;
      await sleep(50);
    }
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Absent or not ours to run: either way not the one to use.
    return false;
  }
}
