import { mkdirSync } from 'node:fs';
import { startProcess, waitUntilReady } from './background-process.ts';
import { type CommandOptions, type CommandResult, tryCommand } from './run-command.ts';
import { makeScratchFolder } from './scratch-folder.ts';
import { toolPath } from './tools.ts';

/** A Docker Engine of the test's own, with Docker's command line talking to it. */
export interface DockerEngine {
  /** Its socket as a URL: what DOCKER_HOST wants. */
  readonly host: string;
  /** Runs `docker` with these arguments. */
  docker(args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  stop(): Promise<void>;
}

/** Starts Debian's dockerd on a socket and folders of its own, with no network set up. */
export async function startDockerEngine(): Promise<DockerEngine> {
  const folder = makeScratchFolder();
  const host = `unix://${folder.join('docker.sock')}`;
  const config = folder.join('config');
  mkdirSync(config);
  const server = startProcess(toolPath('dockerd'), [
    `--host=${host}`,
    `--data-root=${folder.join('data')}`,
    `--exec-root=${folder.join('exec')}`,
    `--pidfile=${folder.join('pid')}`,
    '--iptables=false',
    '--bridge=none',
    '--max-concurrent-uploads=5',
  ]);
  const cli = toolPath('docker');
  const docker: DockerEngine['docker'] = (args, options = {}) =>
    tryCommand(cli, ['--host', host, ...args], {
      ...options,
      env: { DOCKER_CONFIG: config, DOCKER_BUILDKIT: '0', ...options.env },
    });
  const engine: DockerEngine = {
    host,
    docker,
    async stop() {
      await server.stop(30_000);
      await folder.remove();
    },
  };
  try {
    await waitUntilReady(server, async () => (await docker(['version'])).code === 0, 60);
    return engine;
  } catch (error) {
    await engine.stop();
    throw error;
  }
}
