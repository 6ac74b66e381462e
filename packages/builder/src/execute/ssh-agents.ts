import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, chown, mkdtemp, rm, stat } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { BuildError } from '../errors.ts';
import type { BuildEnvironment } from '../ports/result.ts';
import type { SshRequest } from '../request/build-request.ts';

interface OwnAgent {
  readonly process: ChildProcess;
  readonly folder: string;
}

/** The SSH agents of one build by id: the user's own, or ones started here for key files. */
export class SshAgents {
  readonly #requests: readonly SshRequest[];
  readonly #variables: BuildEnvironment['variables'];
  readonly #sockets = new Map<string, Promise<string>>();
  readonly #own: OwnAgent[] = [];

  constructor(requests: readonly SshRequest[], variables: BuildEnvironment['variables']) {
    this.#requests = requests;
    this.#variables = variables;
  }

  /** The agent's socket; undefined where --ssh names none of this id. Throws INVALID_REQUEST. */
  async socket(id: string): Promise<string | undefined> {
    const request = this.#requests.find((each) => each.id === id);
    if (!request) return undefined;
    let socket = this.#sockets.get(id);
    if (!socket) {
      socket = this.#open(request);
      this.#sockets.set(id, socket);
    }
    return socket;
  }

  /** Ends what was started here. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#sockets.values());
    for (const { process, folder } of this.#own) {
      process.kill('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #open({ id, paths }: SshRequest): Promise<string> {
    const [path] = paths;
    if (path === undefined) {
      const socket = this.#variables.SSH_AUTH_SOCK;
      if (socket) return socket;
      throw new BuildError('INVALID_REQUEST', `--ssh ${id}: SSH_AUTH_SOCK is not set`, {
        advice: `start an agent, or name a key: --ssh ${id}=FILE`,
      });
    }
    if (paths.length === 1 && (await stat(path)).isSocket()) return path;
    return this.#start(id, paths);
  }

  async #start(id: string, keys: readonly string[]): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'slipway-agent-'));
    const socket = join(folder, 'socket');
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
    this.#own.push({ process: agent, folder });
    const failed = new Promise<never>((_, reject) => {
      agent.on('error', (cause) => reject(notStarted(id, cause)));
      agent.on('exit', () => reject(notStarted(id, undefined)));
    });
    // Rejects again when the build ends the agent: by then nobody waits for it.
    failed.catch(() => {});
    await Promise.race([failed, appears(socket)]);
    await Promise.race([failed, addKeys(socket, { id, keys })]);
    return socket;
  }
}

/**
 * A socket at `path` that forwards to an agent's, with an owner and mode of its own: the agent's
 * lets only its user in.
 */
export async function forwardAgent(
  agent: string,
  path: string,
  access: { readonly mode: number; readonly uid: number; readonly gid: number },
): Promise<{ close(): Promise<void> }> {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(agent);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('close', () => open.delete(socket));
    }
    client.pipe(upstream).pipe(client);
    // One side ended badly: so does the other, and the client sees a closed agent.
    client.on('error', () => upstream.destroy());
    upstream.on('error', () => client.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  await chown(path, access.uid, access.gid);
  await chmod(path, access.mode);
  return {
    close: () => {
      for (const socket of open) socket.destroy();
      return closed(server);
    },
  };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

async function appears(socket: string): Promise<void> {
  for (;;) {
    if ((await stat(socket).catch(() => undefined))?.isSocket()) return;
    await delay(10);
  }
}

function addKeys(
  socket: string,
  { id, keys }: { readonly id: string; readonly keys: readonly string[] },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const environment = { ...process.env, SSH_AUTH_SOCK: socket, SSH_ASKPASS_REQUIRE: 'never' };
    const adding = spawn('ssh-add', ['-q', '--', ...keys], {
      env: environment,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    adding.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = `${said}${text}`.slice(-2000);
    });
    adding.on('error', (cause) => reject(notStarted(id, cause)));
    adding.on('exit', (code) => {
      if (code === 0) resolve();
      else
        reject(
          new BuildError(
            'INVALID_REQUEST',
            `--ssh ${id}: the keys cannot be used: ${said.trim()}`,
            {
              advice: 'keys with a passphrase: add them to your agent and use --ssh default',
            },
          ),
        );
    });
  });
}

function notStarted(id: string, cause: unknown): BuildError {
  return new BuildError('INVALID_REQUEST', `--ssh ${id}: no agent could be started for its keys`, {
    cause,
    advice: 'install it: apt-get install openssh-client',
  });
}
