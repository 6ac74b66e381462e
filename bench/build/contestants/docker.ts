import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { startProcess, waitUntilReady } from '../../../tests/support/background-process.ts';
import { runCommand, tryCommand } from '../../../tests/support/run-command.ts';
import { toolPath } from '../../../tests/support/tools.ts';
import { sidPackages } from '../sid-packages.ts';
import type { Contestant } from './contestant.ts';

/** Debian's dockerd by two clients: today's CLI with buildx, and the CLI that came with it. */
export async function startDocker(folder: string, base: string): Promise<readonly Contestant[]> {
  const host = `unix://${join(folder, 'docker.sock')}`;
  const server = startProcess(toolPath('dockerd'), [
    `--host=${host}`,
    `--data-root=${join(folder, 'docker')}`,
    `--exec-root=${join(folder, 'docker-exec')}`,
    `--pidfile=${join(folder, 'docker.pid')}`,
    '--bip=10.213.0.1/24',
  ]);
  const sid = await sidPackages(['docker-cli', 'docker-buildx'], join(folder, 'sid'));
  const config = join(folder, 'docker-config');
  mkdirSync(join(config, 'cli-plugins'), { recursive: true });
  const buildx = join(sid, 'usr/libexec/docker/cli-plugins/docker-buildx');
  symlinkSync(buildx, join(config, 'cli-plugins/docker-buildx'));
  const newest = join(sid, 'usr/bin/docker');
  const own = toolPath('docker');
  const env = { DOCKER_HOST: host, DOCKER_CONFIG: config, DOCKER_BUILDKIT: '1' };
  const ready = async () => (await tryCommand(own, ['version'], { env })).code === 0;
  await waitUntilReady(server, ready, 60);
  const archive = join(folder, 'base.tar');
  const names = [`oci:${base}:image`, `docker-archive:${archive}:benchbase:latest`];
  await runCommand(toolPath('skopeo'), ['copy', '--insecure-policy', ...names], {
    timeout: 300_000,
  });
  await runCommand(own, ['load', '-i', archive], { env, timeout: 300_000 });
  const contestant = async (
    name: string,
    cli: string,
    words: readonly string[],
  ): Promise<Contestant> => ({
    name,
    version: await versionOf(cli, env),
    async build(context, tag) {
      await runCommand(cli, [...words, '-t', tag, context], { env, timeout: 600_000 });
    },
    daemons: [server.pid],
    stop: () => server.stop(60_000),
  });
  return [
    await contestant('buildx', newest, [
      'buildx',
      'build',
      '--provenance=false',
      '--progress=plain',
    ]),
    await contestant('CLI 20.10', own, ['build', '--progress=plain']),
  ];
}

async function versionOf(cli: string, env: Readonly<Record<string, string>>): Promise<string> {
  const client = await runCommand(cli, ['version', '--format', '{{.Client.Version}}'], { env });
  const engine = await runCommand(cli, ['version', '--format', '{{.Server.Version}}'], { env });
  return `CLI ${client}, Engine ${engine}`;
}
