import { homedir } from 'node:os';
import { join } from 'node:path';
import { RemoteError } from '../errors.ts';
import type { Credential, CredentialStore, StoredAt } from './credential.ts';
import { CredentialHelper } from './credential-helper.ts';
import {
  type DockerAuth,
  type DockerConfig,
  readDockerConfig,
  updateDockerConfig,
} from './docker-config.ts';

/** Where {@link createDockerCredentials} looks. */
export interface DockerCredentialsOptions {
  /** Default `process.env`: `DOCKER_CONFIG` (a folder), `REGISTRY_AUTH_FILE`, `HOME`, `PATH`. */
  readonly environment?: NodeJS.ProcessEnv;
  /** The file itself, instead of `config.json` in Docker's folder. */
  readonly configFile?: string;
}

/** The key under which every Docker client keeps Docker Hub's credentials. */
const dockerHubKey = 'https://index.docker.io/v1/';
const dockerHubHosts = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);

/**
 * Credentials where Docker keeps them: its configuration file, and the credential helpers that the
 * file names. `REGISTRY_AUTH_FILE` (podman, skopeo) is read where Docker has none.
 */
export function createDockerCredentials(options: DockerCredentialsOptions = {}): CredentialStore {
  const environment = options.environment ?? process.env;
  const file = options.configFile ?? join(dockerFolder(environment), 'config.json');
  return new DockerCredentials(file, environment);
}

function dockerFolder(environment: NodeJS.ProcessEnv): string {
  return environment.DOCKER_CONFIG || join(environment.HOME || homedir(), '.docker');
}

class DockerCredentials implements CredentialStore {
  readonly #file: string;
  readonly #environment: NodeJS.ProcessEnv;

  constructor(file: string, environment: NodeJS.ProcessEnv) {
    this.#file = file;
    this.#environment = environment;
  }

  async get(registry: string): Promise<Credential | undefined> {
    const config = await readDockerConfig(this.#file);
    const helper = this.#helper(config, registry);
    if (helper) {
      for (const key of keys(registry)) {
        const found = await helper.get(key);
        if (found) return found;
      }
    }
    return fromAuths(config, registry) ?? (await this.#fromOtherFile(registry));
  }

  async store(registry: string, credential: Credential): Promise<StoredAt> {
    const key = storageKey(registry);
    const helper = this.#helper(await readDockerConfig(this.#file), registry);
    if (helper) {
      await helper.store(key, credential);
      // Docker, too, leaves an empty entry, by which it lists the registry as logged in.
      await updateDockerConfig(this.#file, (config) => setAuth(config, key, {}));
      return { kind: 'helper', name: helper.program };
    }
    const auth = fileEntry(registry, credential);
    await updateDockerConfig(this.#file, (config) => setAuth(config, key, auth));
    return { kind: 'file', name: this.#file };
  }

  async erase(registry: string): Promise<boolean> {
    const config = await readDockerConfig(this.#file);
    const known = keys(registry);
    let erased = false;
    const helper = this.#helper(config, registry);
    if (helper) {
      for (const key of known)
        erased = ((await helper.get(key)) && (await helper.erase(key))) || erased;
    }
    if (!known.some((key) => Object.hasOwn(config.auths ?? {}, key))) return erased;
    await updateDockerConfig(this.#file, (current) => {
      for (const key of known) delete current.auths?.[key];
    });
    return true;
  }

  async list(): Promise<readonly { readonly registry: string; readonly username: string }[]> {
    const config = await readDockerConfig(this.#file);
    const found = new Map<string, string>();
    for (const [key, auth] of Object.entries(config.auths ?? {})) {
      const credential = readAuth(auth, key);
      if (credential) found.set(key, credential.username ?? '');
    }
    const names = new Set([config.credsStore, ...Object.values(config.credHelpers ?? {})]);
    for (const name of names) {
      if (!name) continue;
      const entries = await new CredentialHelper(name, this.#environment).list();
      for (const [key, username] of entries) found.set(key, username);
    }
    return [...found].map(([registry, username]) => ({ registry, username }));
  }

  #helper(config: DockerConfig, registry: string): CredentialHelper | undefined {
    const named = keys(registry).map((key) => config.credHelpers?.[key]);
    const name = named.find((each) => each !== undefined) ?? config.credsStore;
    return name ? new CredentialHelper(name, this.#environment) : undefined;
  }

  async #fromOtherFile(registry: string): Promise<Credential | undefined> {
    const other = this.#environment.REGISTRY_AUTH_FILE;
    return other ? fromAuths(await readDockerConfig(other), registry) : undefined;
  }
}

function storageKey(registry: string): string {
  return dockerHubHosts.has(registry) ? dockerHubKey : registry;
}

/** The keys that clients have used for a registry over time, newest first. */
function keys(registry: string): readonly string[] {
  if (dockerHubHosts.has(registry)) return [dockerHubKey, 'docker.io', 'index.docker.io'];
  const bases = [registry, `https://${registry}`, `http://${registry}`];
  return bases.flatMap((base) =>
    base === registry ? [base] : [base, `${base}/`, `${base}/v1/`, `${base}/v2/`],
  );
}

function fromAuths(config: DockerConfig, registry: string): Credential | undefined {
  for (const key of keys(registry)) {
    const auth = config.auths?.[key];
    const credential = auth && readAuth(auth, key);
    if (credential) return credential;
  }
  return undefined;
}

function readAuth(auth: DockerAuth, key: string): Credential | undefined {
  const pair = auth.auth ? decodePair(auth.auth, key) : undefined;
  const username = pair?.username ?? auth.username;
  if (auth.identitytoken) {
    return { identityToken: auth.identitytoken, ...(username ? { username } : {}) };
  }
  const password = pair?.password ?? auth.password;
  return username && password !== undefined ? { username, password } : undefined;
}

function decodePair(text: string, key: string): { username: string; password: string } {
  const decoded = Buffer.from(text, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon < 0) {
    throw new RemoteError(
      'CREDENTIALS',
      `the stored credentials for ${key} are unreadable: log in again`,
    );
  }
  // Old clients padded the password with NUL.
  return {
    username: decoded.slice(0, colon),
    password: decoded.slice(colon + 1).replace(/\0+$/, ''),
  };
}

function fileEntry(registry: string, credential: Credential): DockerAuth {
  if ('identityToken' in credential) {
    const name = Buffer.from(`${credential.username ?? tokenName}:`).toString('base64');
    return { auth: name, identitytoken: credential.identityToken };
  }
  if (credential.username.includes(':')) {
    throw new RemoteError('CREDENTIALS', 'a user name cannot hold a colon', { registry });
  }
  const pair = `${credential.username}:${credential.password}`;
  return { auth: Buffer.from(pair, 'utf8').toString('base64') };
}

const tokenName = '00000000-0000-0000-0000-000000000000';

function setAuth(config: DockerConfig, key: string, auth: DockerAuth): void {
  // A prototype's setter must not be reached by a registry called __proto__.
  config.auths = Object.assign(Object.create(null), config.auths, { [key]: auth });
}
