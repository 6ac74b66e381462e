import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ServerProcess } from '../server-process.ts';
import { freePort } from './free-port.ts';
import { type RegistryPeer, repository } from './peer.ts';

const root = join(import.meta.dirname, '../../..');
const password = 'bench-password-1';

/** The hub as `npm start` runs it, on a data folder of its own. */
export class SlipwayPeer implements RegistryPeer {
  readonly name = 'slipway';
  readonly origin: string;
  readonly #folder: string;
  readonly #port: number;
  readonly #profileFolder: string | undefined;
  #server: ServerProcess | undefined;
  #accessToken: string | undefined;

  private constructor(folder: string, port: number, profileFolder: string | undefined) {
    this.#folder = folder;
    this.#port = port;
    this.#profileFolder = profileFolder;
    this.origin = `http://127.0.0.1:${port}`;
  }

  static async create(folder: string, profileFolder?: string): Promise<SlipwayPeer> {
    mkdirSync(folder, { recursive: true });
    return new SlipwayPeer(folder, await freePort(), profileFolder);
  }

  get pid(): number {
    return this.#running().pid;
  }

  async start(): Promise<number> {
    const profiling = this.#profileFolder
      ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${this.#profileFolder}` }
      : {};
    this.#server = await ServerProcess.start({
      command: process.execPath,
      args: [
        '--disable-warning=ExperimentalWarning',
        join(root, 'packages/cli/dist/main.js'),
        'serve',
      ],
      env: {
        SLIPWAY_DATA: this.#data(),
        SLIPWAY_LISTEN: `127.0.0.1:${this.#port}`,
        SLIPWAY_ADMIN_PASSWORD: password,
        ...profiling,
      },
      cwd: this.#folder,
      logFile: join(this.#folder, 'log'),
      readyUrl: `${this.origin}/v2/`,
    });
    return this.#server.readyAfterMs;
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
    this.#server = undefined;
  }

  async authorization(): Promise<string> {
    const url = `${this.origin}${this.tokenPath()}`;
    const answer = await fetch(url, { headers: { authorization: await this.basic() } });
    if (!answer.ok) throw new Error(`/token answered ${answer.status}: ${await answer.text()}`);
    const { token } = (await answer.json()) as { token: string };
    return `Bearer ${token}`;
  }

  /** What a client that means to push asks for. */
  tokenPath(): string {
    return `/token?scope=repository:${repository}:pull,push`;
  }

  /** The first administrator's name with an access token, as Basic credentials. */
  async basic(): Promise<string> {
    this.#accessToken ??= await this.#createAccessToken();
    return `Basic ${Buffer.from(`admin:${this.#accessToken}`).toString('base64')}`;
  }

  blobFile(digest: string): string {
    return join(blobRoot(this.#data()), digest.replace(':', '/'));
  }

  async #createAccessToken(): Promise<string> {
    const login = await this.#post('/v2/users/login', { username: 'admin', password });
    const created = await this.#post(
      '/v2/access-tokens',
      { token_label: 'bench', scopes: ['repo:admin'] },
      login.token,
    );
    return created.token;
  }

  async #post(path: string, body: object, token?: string): Promise<{ token: string }> {
    const answer = await fetch(`${this.origin}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as { token: string };
  }

  #data(): string {
    return join(this.#folder, 'data');
  }

  #running(): ServerProcess {
    if (!this.#server) throw new Error('Slipway is not running');
    return this.#server;
  }
}

function blobRoot(data: string): string {
  const inFolder = join(data, 'content', 'blobs');
  return existsSync(inFolder) ? inFolder : join(data, 'blobs');
}
