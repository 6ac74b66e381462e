import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startProcess } from '../support/background-process.ts';
import { standInImage } from '../support/base-images.ts';
import { type ClientScene, startScene } from '../support/client-scene.ts';
import { startDockerEngine } from '../support/docker-engine.ts';
import { freePort } from '../support/free-port.ts';
import { exchange } from '../support/http-exchange.ts';
import { projectRoot } from '../support/project-root.ts';
import { runCommand, tryCommand } from '../support/run-command.ts';
import { describeWithTools } from '../support/tools.ts';

const command = join(projectRoot, 'packages/cli/bin/slipway.js');
const example = join(projectRoot, 'examples/typescript-server');
const shared = join(projectRoot, '../shared/examples/Dockerfile.two-stage');

describeWithTools('the whole story', ['runc', 'debootstrap', 'dockerd', 'docker'], () => {
  let scene: ClientScene;

  beforeAll(async () => {
    scene = await startScene();
    const { host } = scene.hub;
    await succeed(
      ['login', host, '-u', scene.owner.name, '--password-stdin'],
      scene.owner.password,
    );
    // Stand-ins for Docker Hub's images, on the hub under names that say so.
    for (const [kind, tag] of [
      ['node-debian', '22'],
      ['node-busybox', '22-alpine'],
    ] as const) {
      const source = `oci:${await standInImage(kind)}:image`;
      await succeed(['copy', source, `${scene.repository('stand-in-node')}:${tag}`]);
    }
  }, 900_000);
  afterAll(() => scene?.end());

  const environment = (store: string) => ({
    HOME: scene.folder.join('home'),
    DOCKER_CONFIG: scene.folder.join('docker'),
    SLIPWAY_IMAGES: scene.folder.join(store, 'images'),
    SLIPWAY_BUILD_STATE: scene.folder.join(store, 'build'),
    SLIPWAY_HUB: scene.hub.origin,
  });
  const slipway = (args: readonly string[], input = '', store = 'store') =>
    tryCommand(process.execPath, [command, ...args], {
      env: environment(store),
      input,
      timeout: 600_000,
    });
  /** Standard output of a command that must succeed. */
  async function succeed(args: readonly string[], input = '', store = 'store'): Promise<string> {
    const { code, stdout, stderr } = await slipway(args, input, store);
    if (code !== 0) throw new Error(`slipway ${args.join(' ')} exited with ${code}:\n${stderr}`);
    return stdout;
  }
  /** What the Dockerfiles call these images is the hub's stand-ins. */
  const standIns = () =>
    [
      ['node:22', '22'],
      ['node:22-alpine', '22-alpine'],
      ['node:22.22.0-alpine3.23', '22-alpine'],
    ].flatMap(([name, tag]) => [
      '--build-context',
      `${name}=docker-image://${scene.repository('stand-in-node')}:${tag}`,
    ]);
  async function build(image: string, ...args: string[]): Promise<string> {
    const { code, stderr } = await slipway([
      'build',
      '--progress=plain',
      '-t',
      image,
      ...standIns(),
      ...args,
      example,
    ]);
    if (code !== 0) throw new Error(stderr);
    return stderr;
  }
  /** Bytes of an image's layers, as they are pushed. */
  async function sizeOf(image: string): Promise<number> {
    const text = await succeed(['inspect', '--json', `local:${image}`]);
    const { layers } = JSON.parse(text) as { layers: readonly { size: number }[] };
    return layers.reduce((sum, { size }) => sum + size, 0);
  }
  /** Runs an image in the background, asks it for `/`, ends it; answers what it said and its exit code. */
  async function ask(image: string, store = 'store'): Promise<{ answer: unknown; code: number }> {
    const port = await freePort();
    const args = [command, 'run', '--rm', '-p', `127.0.0.1:${port}:8000`, image];
    const server = startProcess(process.execPath, args, { env: environment(store) });
    try {
      for (let tries = 0; !server.log().includes('listening'); tries++) {
        if (tries > 600 || !server.isRunning())
          throw new Error(`the server does not listen: ${server.log()}`);
        await sleep(50);
      }
      const answer = (await exchange(`http://127.0.0.1:${port}`, '/')).json<unknown>();
      server.signal('SIGTERM');
      await server.ended();
      return { answer, code: server.isRunning() ? -1 : 0 };
    } finally {
      await server.stop();
    }
  }

  test('the first Dockerfile is that of the tutorial', () => {
    if (!existsSync(shared)) {
      expect(process.env.SLIPWAY_REQUIRE_SHARED).not.toBe('1');
      return;
    }
    const instructions = (file: string) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => /^[A-Z]/.test(line));
    expect(instructions(join(example, 'Dockerfile'))).toEqual(instructions(shared));
  });

  test('two stages make a small image that answers on its port', async () => {
    const said = await build('kirtan/my-app:1');
    expect(said).toContain('left behind');
    await build('kirtan/single:1', '-f', join(example, 'Dockerfile.single-stage'));
    const [two, one] = [await sizeOf('kirtan/my-app:1'), await sizeOf('kirtan/single:1')];
    console.log(
      `two stages ${(two / 1e6).toFixed(1)} MB, one stage ${(one / 1e6).toFixed(1)} MB (compressed)`,
    );
    expect(two).toBeLessThan(one / 2);
    expect(await ask('kirtan/my-app:1')).toEqual({ answer: { notes: 0, uid: 0 }, code: 0 });
  }, 900_000);

  test('a second build takes every step from the cache and gives the same image', async () => {
    const before = await succeed(['inspect', '--json', 'local:kirtan/my-app:1']);
    expect(await build('kirtan/my-app:1')).toContain('(100 %)');
    expect(await succeed(['inspect', '--json', 'local:kirtan/my-app:1'])).toBe(before);
  });

  test('an image with a user of its own does not run as root', async () => {
    await build('kirtan/permissions:1', '-f', join(example, 'Dockerfile.permissions'));
    expect(await succeed(['run', '--rm', 'kirtan/permissions:1', 'id', '-u'])).toBe('1001\n');
    expect(await ask('kirtan/permissions:1')).toEqual({ answer: { notes: 0, uid: 1001 }, code: 0 });
  }, 900_000);

  test('tagged, pushed, listed, pulled into a clean store and run', async () => {
    const image = `${scene.repository('my-app')}:2`;
    await succeed(['tag', 'kirtan/my-app:1', image]);
    await succeed(['push', image]);
    expect(await succeed(['tags', scene.repository('my-app')])).toMatch(/^2\b/m);
    await succeed(['pull', image], '', 'second');
    expect(await ask(image, 'second')).toEqual({ answer: { notes: 0, uid: 0 }, code: 0 });
  }, 300_000);

  test('Docker Engine pulls and runs what was built', async () => {
    const image = `${scene.repository('permissions')}:1`;
    await succeed(['tag', 'kirtan/permissions:1', image]);
    await succeed(['push', image]);
    const engine = await startDockerEngine();
    try {
      const docker = async (...args: string[]) => {
        const { code, stdout, stderr } = await engine.docker(args, { input: scene.owner.password });
        if (code !== 0) throw new Error(stderr);
        return stdout.trim();
      };
      await docker('login', scene.hub.host, '-u', scene.owner.name, '--password-stdin');
      await docker('pull', image);
      expect(await docker('run', '--rm', '--network=none', image, 'id', '-u')).toBe('1001');
      const port = await freePort();
      const id = await docker('run', '-d', '--network=host', '-e', `PORT=${port}`, image);
      for (let tries = 0; !(await docker('logs', id)).includes('listening'); tries++) {
        if (tries > 200) throw new Error(await docker('logs', id));
        await sleep(50);
      }
      const { status } = await exchange(`http://127.0.0.1:${port}`, '/');
      expect(status).toBe(200);
      await docker('rm', '-f', id);
    } finally {
      await engine.stop();
    }
  }, 300_000);

  test('nothing of it is left mounted', async () => {
    expect(await runCommand('cat', ['/proc/mounts'])).not.toContain(scene.folder.path);
  });
});
