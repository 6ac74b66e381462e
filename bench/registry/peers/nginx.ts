import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ServerProcess } from '../server-process.ts';
import { freePort } from './free-port.ts';
import type { ReadPeer } from './peer.ts';

/** nginx serving plain files, without authorization: what this machine can do at most. */
export class NginxPeer implements ReadPeer {
  readonly name = 'nginx';
  readonly origin: string;
  /** What lies here is served. */
  readonly files: string;
  readonly #folder: string;
  #server: ServerProcess | undefined;

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.files = join(folder, 'files');
    this.origin = `http://127.0.0.1:${port}`;
    mkdirSync(this.files, { recursive: true });
    writeFileSync(join(folder, 'nginx.conf'), configuration(folder, this.files, port));
  }

  static async create(folder: string): Promise<NginxPeer> {
    return new NginxPeer(folder, await freePort());
  }

  get pid(): number {
    if (!this.#server) throw new Error('nginx is not running');
    return this.#server.pid;
  }

  async start(): Promise<number> {
    this.#server = await ServerProcess.start({
      command: 'nginx',
      args: ['-p', this.#folder, '-e', 'error.log', '-c', join(this.#folder, 'nginx.conf')],
      cwd: this.#folder,
      logFile: join(this.#folder, 'log'),
      readyUrl: `${this.origin}/`,
    });
    return this.#server.readyAfterMs;
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
    this.#server = undefined;
  }

  async authorization(): Promise<undefined> {
    return undefined;
  }
}

function configuration(folder: string, files: string, port: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `  ${kind}_temp_path ${join(folder, 'temporary')};`)
    .join('\n');
  // Started by root, nginx would give its workers to an account that may not read the files.
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  return `${user}
daemon off;
worker_processes auto;
pid ${join(folder, 'pid')};
events { worker_connections 1024; }
http {
${temporary}
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000000;
  open_file_cache max=100;
  server {
    listen 127.0.0.1:${port} reuseport;
    root ${files};
    default_type application/octet-stream;
  }
}
`;
}
