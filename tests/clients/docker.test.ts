import { randomBytes } from 'node:crypto';
import { copyFileSync, createWriteStream, writeFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { succeed, testAccess } from '../support/access-contract.ts';
import { type ClientScene, startScene } from '../support/client-scene.ts';
import { debianRootFileSystem } from '../support/debian-root-file-system.ts';
import { type DockerEngine, startDockerEngine } from '../support/docker-engine.ts';
import type { Credentials } from '../support/hub-api.ts';
import { runCommand } from '../support/run-command.ts';
import { describeWithTools } from '../support/tools.ts';

const gibibyte = 2 ** 30;

describeWithTools('Docker Engine', ['dockerd', 'docker', 'debootstrap'], () => {
  let scene: ClientScene;
  let engine: DockerEngine;
  const docker = (args: string[], timeout = 120_000) => succeed(engine.docker(args, { timeout }));

  const login = ({ name, password }: Credentials) =>
    engine.docker(['login', scene.hub.host, '-u', name, '--password-stdin'], {
      input: password,
    });

  beforeAll(async () => {
    scene = await startScene();
    engine = await startDockerEngine();
    await docker(['import', await debianRootFileSystem(), 'debian-test']);
  }, 600_000);
  afterAll(async () => {
    await engine?.stop();
    await scene?.end();
  });

  testAccess(
    () => scene,
    () => ({
      login,
      logout: () => engine.docker(['logout', scene.hub.host]),
      async push(image) {
        await docker(['tag', 'debian-test', image]);
        return engine.docker(['push', image]);
      },
      pull: (image) => engine.docker(['pull', image]),
    }),
  );

  /** Pushes, removes, pulls; the image's id commits to the content of every layer. */
  async function pushAndPullBack(image: string, timeout: number): Promise<void> {
    const id = await docker(['image', 'inspect', '-f', '{{.Id}}', image]);
    await docker(['push', image], timeout);
    const pushed = await docker(['image', 'inspect', '-f', '{{index .RepoDigests 0}}', image]);
    // Its layers must all come back: no image that shares some may stay.
    await docker(['image', 'prune', '--all', '--force']);
    await docker(['pull', image], timeout);
    expect(await docker(['image', 'inspect', '-f', '{{.Id}}', image])).toBe(id);
    expect(await docker(['pull', pushed], timeout)).toContain(pushed.split('@')[1]);
  }

  test('a Node.js image on a Debian root file system comes back and runs', async () => {
    await succeed(login(scene.owner));
    const image = `${scene.repository('node')}:24`;
    const context = scene.folder.join('node-context');
    await runCommand('mkdir', [context]);
    copyFileSync(process.execPath, `${context}/node`);
    writeFileSync(`${context}/app.js`, "console.log('running', process.version)\n");
    writeFileSync(
      `${context}/Dockerfile`,
      'FROM debian-test\nCOPY node /usr/local/bin/node\nCOPY app.js /app.js\nCMD ["node", "/app.js"]\n',
    );
    await docker(['build', '-q', '-t', image, context], 300_000);
    await pushAndPullBack(image, 300_000);
    expect(await docker(['run', '--rm', '--network=none', image])).toBe(
      `running ${process.version}`,
    );
  }, 600_000);

  test('a layer of a gigabyte of random bytes comes back', async () => {
    await succeed(login(scene.owner));
    const image = `${scene.repository('gigabyte')}:1`;
    const file = scene.folder.join('gigabyte.bin');
    const chunk = 2 ** 22;
    const bytes = function* () {
      for (let sent = 0; sent < gibibyte; sent += chunk) yield randomBytes(chunk);
    };
    await pipeline(Readable.from(bytes()), createWriteStream(file));
    const archive = scene.folder.join('gigabyte.tar');
    await runCommand('tar', ['-cf', archive, '-C', scene.folder.path, 'gigabyte.bin']);
    await docker(['import', archive, image], 300_000);
    await pushAndPullBack(image, 600_000);
    await docker(['image', 'rm', image]);
  }, 1_200_000);

  test('makes and pushes a manifest list, and pulls its own platform', async () => {
    await succeed(login(scene.owner));
    const parts = ['amd64', 'arm64'].map((architecture) => ({
      architecture,
      image: `${scene.repository('multi')}:${architecture}`,
    }));
    for (const { architecture, image } of parts) {
      writeFileSync(scene.folder.join('multi.txt'), architecture);
      await runCommand('tar', [
        '-cf',
        scene.folder.join('m.tar'),
        '-C',
        scene.folder.path,
        'multi.txt',
      ]);
      await docker(['import', scene.folder.join('m.tar'), image]);
      await docker(['push', image]);
    }
    const list = `${scene.repository('multi')}:all`;
    await docker(['manifest', 'create', '--insecure', list, ...parts.map(({ image }) => image)]);
    const [, arm] = parts.map(({ image }) => image);
    await docker(['manifest', 'annotate', '--arch=arm64', list, arm ?? '']);
    await docker(['manifest', 'push', '--insecure', list]);
    const inspected = await docker(['manifest', 'inspect', '--insecure', list]);
    expect(inspected).toContain('"architecture": "arm64"');
    await docker(['pull', '--platform=linux/arm64', list]);
    const ids = await docker(['image', 'inspect', '-f', '{{.Id}}', list, arm ?? '']);
    expect(new Set(ids.split('\n')).size).toBe(1);
  });
});
