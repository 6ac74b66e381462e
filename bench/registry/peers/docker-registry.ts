import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ServerProcess } from '../server-process.ts';
import { freePort } from './free-port.ts';
import { type RegistryPeer, repository } from './peer.ts';
import { createSigningKey, issuer, type SigningKey, service, signToken } from './registry-token.ts';

/** Debian's docker-registry with its own defaults, and token authorization. */
export class DockerRegistryPeer implements RegistryPeer {
  readonly name = 'docker-registry';
  readonly origin: string;
  readonly #folder: string;
  readonly #signingKey: SigningKey;
  #server: ServerProcess | undefined;

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.origin = `http://127.0.0.1:${port}`;
    this.#signingKey = createSigningKey(folder);
    writeFileSync(
      join(folder, 'config.yml'),
      configuration(this.#data(), port, this.#signingKey.certificateFile),
    );
  }

  static async create(folder: string): Promise<DockerRegistryPeer> {
    mkdirSync(folder, { recursive: true });
    return new DockerRegistryPeer(folder, await freePort());
  }

  get pid(): number {
    if (!this.#server) throw new Error('docker-registry is not running');
    return this.#server.pid;
  }

  async start(): Promise<number> {
    this.#server = await ServerProcess.start({
      command: 'docker-registry',
      args: ['serve', join(this.#folder, 'config.yml')],
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
    return `Bearer ${signToken(this.#signingKey, repository)}`;
  }

  blobFile(digest: string): string {
    const hex = digest.slice('sha256:'.length);
    const blobs = join(this.#data(), 'docker/registry/v2/blobs/sha256');
    return join(blobs, hex.slice(0, 2), hex, 'data');
  }

  #data(): string {
    return join(this.#folder, 'data');
  }
}

/** As Debian's package configures it, but for the folder, the address and the kind of login. */
function configuration(data: string, port: number, certificateFile: string): string {
  return `version: 0.1
log:
  fields:
    service: registry
storage:
  cache:
    blobdescriptor: inmemory
  filesystem:
    rootdirectory: ${data}
  delete:
    enabled: true
http:
  addr: 127.0.0.1:${port}
  secret: bench
  headers:
    X-Content-Type-Options: [nosniff]
auth:
  token:
    realm: http://127.0.0.1:${port}/token
    service: ${service}
    issuer: ${issuer}
    rootcertbundle: ${certificateFile}
health:
  storagedriver:
    enabled: true
    interval: 10s
    threshold: 3
`;
}
