import { afterAll, beforeAll, expect, test } from 'vitest';
import { succeed, testAccess } from '../support/access-contract.ts';
import { type ClientScene, startScene } from '../support/client-scene.ts';
import type { Credentials } from '../support/hub-api.ts';
import { tryCommand } from '../support/run-command.ts';
import { describeWithTools, toolPath } from '../support/tools.ts';

describeWithTools('skopeo', ['skopeo'], () => {
  let scene: ClientScene;
  const skopeo = (...args: string[]) =>
    tryCommand(toolPath('skopeo'), args, {
      env: { REGISTRY_AUTH_FILE: scene.folder.join('skopeo-auth.json') },
    });
  const copy = (from: string, to: string, ...options: string[]) => {
    const plain = ['--src-tls-verify=false', '--dest-tls-verify=false', ...options];
    return skopeo('--insecure-policy', 'copy', ...plain, from, to);
  };
  const login = ({ name, password }: Credentials) =>
    skopeo('login', '--tls-verify=false', '-u', name, '-p', password, scene.hub.host);

  beforeAll(async () => {
    scene = await startScene();
  });
  afterAll(() => scene?.end());

  testAccess(
    () => scene,
    () => ({
      login,
      logout: () => skopeo('logout', scene.hub.host),
      push: (image) => copy(`oci:${scene.image.folder}:image`, `docker://${image}`),
      pull: (image) => copy(`docker://${image}`, `dir:${scene.folder.join('pulled')}`),
    }),
  );

  test('copies an index of two architectures there, across and back with equal digests', async () => {
    await succeed(login(scene.owner));
    const there = `docker://${scene.repository('multi')}:1`;
    const across = `docker://${scene.repository('multi-copy')}:1`;
    await succeed(copy(`oci:${scene.index.folder}:image`, there, '--all', '--preserve-digests'));
    await succeed(copy(there, across, '--all', '--preserve-digests'));
    const back = `oci:${scene.folder.join('back')}:image`;
    await succeed(copy(across, back, '--all', '--preserve-digests'));
    const inspect = ['inspect', '--tls-verify=false', '--format', '{{.Digest}}', across];
    expect(await succeed(skopeo(...inspect))).toBe(scene.index.digest);
  });

  test('deletes what it pushed, at once', async () => {
    await succeed(login(scene.owner));
    const image = `docker://${scene.repository('deleted')}:1`;
    await succeed(copy(`oci:${scene.image.folder}:image`, image));
    await succeed(skopeo('delete', '--tls-verify=false', image));
    const gone = await skopeo('inspect', '--tls-verify=false', image);
    expect(gone.code).not.toBe(0);
    expect(gone.stderr).toMatch(/manifest unknown/i);
  });
});
