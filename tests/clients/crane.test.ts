import { afterAll, beforeAll, expect, test } from 'vitest';
import { succeed, testAccess } from '../support/access-contract.ts';
import { type ClientScene, startScene } from '../support/client-scene.ts';
import type { Credentials } from '../support/hub-api.ts';
import { tryCommand } from '../support/run-command.ts';
import { describeWithTools, toolPath } from '../support/tools.ts';

describeWithTools('crane', ['crane'], () => {
  let scene: ClientScene;
  const crane = (...args: string[]) =>
    tryCommand(toolPath('crane'), args, { env: { DOCKER_CONFIG: scene.folder.join('crane') } });
  const login = ({ name, password }: Credentials) =>
    crane('auth', 'login', scene.hub.host, '-u', name, '-p', password);

  beforeAll(async () => {
    scene = await startScene();
  });
  afterAll(() => scene?.end());

  testAccess(
    () => scene,
    () => ({
      login,
      logout: () => crane('auth', 'logout', scene.hub.host),
      push: (image) => crane('push', scene.image.folder, image),
      pull: (image) => crane('pull', image, scene.folder.join('crane.tar')),
    }),
  );

  test('copies an index of two architectures with its digest kept', async () => {
    await succeed(login(scene.owner));
    const there = `${scene.repository('multi')}:1`;
    const across = `${scene.repository('multi-copy')}:1`;
    await succeed(crane('push', scene.index.folder, there));
    await succeed(crane('copy', there, across));
    expect(await succeed(crane('digest', across))).toBe(scene.index.digest);
    for (const architecture of ['amd64', 'arm64']) {
      await succeed(crane('validate', `--platform=linux/${architecture}`, '--remote', across));
    }
    expect(await succeed(crane('ls', scene.repository('multi-copy')))).toBe('1');
  });

  test('pulls what it pushed with the same digest, lists it and deletes it', async () => {
    await succeed(login(scene.owner));
    const repository = scene.repository('deleted');
    await succeed(crane('push', scene.image.folder, `${repository}:1`));
    expect(await succeed(crane('digest', `${repository}:1`))).toBe(scene.image.digest);
    expect(await succeed(crane('catalog', scene.hub.host))).toContain('kirtan/deleted');
    await succeed(crane('delete', `${repository}@${scene.image.digest}`));
    const gone = await crane('manifest', `${repository}:1`);
    expect(gone.code).not.toBe(0);
    expect(gone.stderr).toContain('MANIFEST_UNKNOWN');
  });
});
