import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type BackgroundProcess,
  startProcess,
  waitUntilReady,
} from '../support/background-process.ts';
import { type DockerEngine, startDockerEngine } from '../support/docker-engine.ts';
import { freePort } from '../support/free-port.ts';
import { writeImageLayout } from '../support/oci-layout.ts';
import { projectRoot } from '../support/project-root.ts';
import { runAtTerminal } from '../support/run-at-terminal.ts';
import { runCommand } from '../support/run-command.ts';
import { makeScratchFolder } from '../support/scratch-folder.ts';
import { administrator } from '../support/start-hub.ts';
import { describeWithTools, toolPath } from '../support/tools.ts';
import { shellCommands } from './shell-blocks.ts';

/** Commands that this file does not run, and what shows that they work. */
const shownElsewhere: Readonly<Record<string, string>> = {
  'npm test': 'is running now',
};
/** Commands that serve until they are stopped. */
const servers = ['npm start', 'slipway serve'];
const commands = shellCommands(readFileSync(join(projectRoot, 'README.md'), 'utf8'));

const tools = ['dockerd', 'docker', 'script', 'npm', 'busybox', 'runc'];

describeWithTools('the commands in README.md', tools, () => {
  const folder = makeScratchFolder();
  const started: BackgroundProcess[] = [];
  let engine: DockerEngine;
  let address: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    address = `127.0.0.1:${await freePort()}`;
    engine = await startDockerEngine();
    const bin = folder.join('bin');
    mkdirSync(bin);
    symlinkSync(join(projectRoot, 'packages/cli/bin/slipway.js'), join(bin, 'slipway'));
    symlinkSync(toolPath('docker'), join(bin, 'docker'));
    env = {
      // A global installation of the package comes before the clone's own command.
      PATH: [folder.join('global/bin'), bin, dirname(process.execPath), process.env.PATH].join(':'),
      HOME: folder.path,
      DOCKER_HOST: engine.host,
      SLIPWAY_LISTEN: address,
      SLIPWAY_DATA: folder.join('data'),
      SLIPWAY_ADMIN_PASSWORD: administrator.password,
      npm_config_prefix: folder.join('global'),
      npm_config_pack_destination: folder.path,
    };
    await writeImageLayout(folder.join('my-app'));
    writeFileSync(folder.join('app.txt'), 'my app\n');
    writeProject(folder.join('project'));
    await runCommand('tar', ['-cf', folder.join('app.tar'), '-C', folder.path, 'app.txt']);
    await engine.docker(['import', folder.join('app.tar'), 'my-app']);
  });
  afterAll(async () => {
    for (const server of started) await server.stop();
    await engine?.stop();
    await folder.remove();
  });

  test('there are some', () => {
    expect(commands.length).toBeGreaterThan(10);
    expect(commands).toEqual(expect.arrayContaining(Object.keys(shownElsewhere)));
  });

  for (const command of commands) {
    test.skipIf(command in shownElsewhere)(command, async () => {
      const line = command.replaceAll('127.0.0.1:5000', address);
      if (servers.includes(command)) await serve(line);
      else await type(line);
    });
  }

  /** One hub at a time: it has the address that all commands name. */
  async function serve(line: string): Promise<void> {
    for (const server of started.splice(0)) await server.stop();
    const cwd = line.startsWith('npm') ? projectRoot : folder.path;
    const server = startProcess('/bin/sh', ['-c', `exec ${line}`], { env, cwd });
    started.push(server);
    const isReady = async () => (await fetch(`http://${address}/readyz`)).status === 200;
    await waitUntilReady(server, isReady, 120);
  }

  /** Packed in the clone, built in a project, all else typed where the user's files are. */
  function folderOf(line: string): string {
    if (line.startsWith('npm pack')) return projectRoot;
    return line.startsWith('slipway build') ? folder.join('project') : folder.path;
  }

  /** At a terminal of its own, so that questions for passwords are asked and answered. */
  async function type(line: string): Promise<void> {
    const cwd = folderOf(line);
    const { code, shown } = await runAtTerminal(line, {
      env,
      cwd,
      answer: administrator.password,
    });
    expect(code, shown).toBe(0);
  }
});

/** A Dockerfile of two stages on BusyBox, which this machine has. */
function writeProject(folder: string): void {
  mkdirSync(folder);
  copyFileSync(toolPath('busybox'), join(folder, 'busybox'));
  const dockerfile = [
    'FROM scratch AS build',
    'COPY busybox /bin/sh',
    'RUN echo "my app" > /app.txt',
    'FROM scratch',
    'COPY busybox /bin/cat',
    'COPY --from=build /app.txt /',
    'USER 1001',
    'CMD ["/bin/cat", "/app.txt"]',
  ];
  writeFileSync(join(folder, 'Dockerfile'), `${dockerfile.join('\n')}\n`);
}
