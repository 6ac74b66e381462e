import { spawn } from 'node:child_process';
import { RemoteError } from '../errors.ts';
import type { Credential } from './credential.ts';

/** What a helper answers where it has nothing: Docker compares this very text. */
const notFound = 'credentials not found in native keychain';
const outputLimit = 1024 * 1024;
const timeout = 60_000;
/** The user name by which helpers mark an identity token. */
const tokenUser = '<token>';

/**
 * One `docker-credential-NAME` program.
 * https://github.com/docker/docker-credential-helpers#development
 */
export class CredentialHelper {
  readonly program: string;
  readonly #environment: NodeJS.ProcessEnv;

  /** Throws CREDENTIALS for a name that could leave the search path. */
  constructor(name: string, environment: NodeJS.ProcessEnv) {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) {
      throw new RemoteError('CREDENTIALS', `${JSON.stringify(name)} names no credential helper`);
    }
    this.program = `docker-credential-${name}`;
    this.#environment = environment;
  }

  /** Undefined where the helper has none for `key`. */
  async get(key: string): Promise<Credential | undefined> {
    const result = await this.#run('get', key);
    if (result.status !== 0) {
      if (result.output.trim().includes(notFound)) return undefined;
      throw this.#failed('get', result.output);
    }
    const { Username: username, Secret: secret } = this.#parse('get', result.output);
    if (typeof username !== 'string' || typeof secret !== 'string') {
      throw this.#failed('get', 'no Username and Secret in its answer');
    }
    if (secret === '') return undefined;
    return username === tokenUser ? { identityToken: secret } : { username, password: secret };
  }

  async store(key: string, credential: Credential): Promise<void> {
    const token = 'identityToken' in credential;
    const input = JSON.stringify({
      ServerURL: key,
      Username: token ? tokenUser : credential.username,
      Secret: token ? credential.identityToken : credential.password,
    });
    const result = await this.#run('store', input);
    if (result.status !== 0) throw this.#failed('store', result.output);
  }

  /** False where there was nothing to erase. */
  async erase(key: string): Promise<boolean> {
    const result = await this.#run('erase', key);
    if (result.status === 0) return true;
    if (result.output.trim().includes(notFound)) return false;
    throw this.#failed('erase', result.output);
  }

  /** User names by key. */
  async list(): Promise<ReadonlyMap<string, string>> {
    const result = await this.#run('list', '');
    if (result.status !== 0) throw this.#failed('list', result.output);
    const entries = Object.entries(this.#parse('list', result.output));
    return new Map(entries.filter((each): each is [string, string] => typeof each[1] === 'string'));
  }

  #parse(action: string, output: string): Record<string, unknown> {
    try {
      const value: unknown = JSON.parse(output);
      if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
    } catch {
      // Said below; the output itself may hold a secret and is not shown.
    }
    throw this.#failed(action, 'its answer is not JSON');
  }

  #failed(action: string, reason: string): RemoteError {
    const shown = reason.trim().slice(0, 300) || 'no reason given';
    return new RemoteError('CREDENTIALS', `${this.program} ${action} failed: ${shown}`);
  }

  #run(action: string, input: string): Promise<{ status: number; output: string }> {
    return new Promise((resolve, reject) => {
      const child = spawn(this.program, [action], {
        env: this.#environment,
        stdio: ['pipe', 'pipe', 'ignore'],
        timeout,
      });
      const chunks: Buffer[] = [];
      let size = 0;
      child.stdout.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > outputLimit) child.kill();
        else chunks.push(chunk);
      });
      child.on('error', (cause) => reject(this.#notStarted(cause)));
      child.on('close', (status) =>
        resolve({ status: status ?? 1, output: Buffer.concat(chunks).toString('utf8') }),
      );
      child.stdin.on('error', () => {
        // A helper that ends without reading its input says why by its status and output.
      });
      child.stdin.end(input);
    });
  }

  #notStarted(cause: Error): RemoteError {
    return new RemoteError(
      'CREDENTIALS',
      `cannot run ${this.program}, which Docker's configuration names: ${cause.message}; install it or take it out of the configuration`,
      { cause },
    );
  }
}
