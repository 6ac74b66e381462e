import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { succeed, testAccess } from '../support/access-contract.ts';
import { type ClientScene, startScene } from '../support/client-scene.ts';
import { containerStore } from '../support/container-store.ts';
import type { Credentials } from '../support/hub-api.ts';
import { tryCommand } from '../support/run-command.ts';
import { describeWithTools, toolPath } from '../support/tools.ts';

describeWithTools('Podman', ['podman'], () => {
  let scene: ClientScene;
  const podman = (...args: string[]) =>
    tryCommand(toolPath('podman'), [...containerStore(scene.folder, 'podman'), ...args], {
      env: { REGISTRY_AUTH_FILE: scene.folder.join('podman-auth.json') },
    });
  const plain = '--tls-verify=false';
  const login = ({ name, password }: Credentials) =>
    podman('login', plain, '-u', name, '-p', password, scene.hub.host);

  beforeAll(async () => {
    scene = await startScene();
  });
  afterAll(() => scene?.end());

  testAccess(
    () => scene,
    () => ({
      login,
      logout: () => podman('logout', scene.hub.host),
      async push(image) {
        const id = await succeed(podman('pull', '-q', `oci:${scene.image.folder}:image`));
        return podman('push', plain, id, `docker://${image}`);
      },
      pull: (image) => podman('pull', plain, image),
    }),
  );

  test('pushes and pulls back the same image, by tag and by digest', async () => {
    await succeed(login(scene.owner));
    const image = `${scene.repository('same')}:1`;
    const id = await succeed(podman('pull', '-q', `oci:${scene.image.folder}:image`));
    const digestFile = scene.folder.join('podman-digest');
    await succeed(podman('push', plain, '--digestfile', digestFile, id, `docker://${image}`));
    await succeed(podman('rmi', '--force', id));
    expect(await succeed(podman('pull', '-q', plain, image))).toBe(id);
    const digest = readFileSync(digestFile, 'utf8').trim();
    const byDigest = `${scene.repository('same')}@${digest}`;
    expect(await succeed(podman('pull', '-q', plain, byDigest))).toBe(id);
  });

  test('pushes a manifest list with all its images', async () => {
    await succeed(login(scene.owner));
    const image = `${scene.repository('multi')}:1`;
    await succeed(podman('manifest', 'create', 'multi'));
    const source = `oci:${scene.index.folder}:image`;
    await succeed(podman('manifest', 'add', '--all', 'multi', source));
    await succeed(podman('manifest', 'push', '--all', plain, 'multi', `docker://${image}`));
    for (const architecture of ['amd64', 'arm64']) {
      const id = await succeed(podman('pull', '-q', plain, `--arch=${architecture}`, image));
      const inspect = podman('image', 'inspect', '--format', '{{.Architecture}}', id);
      expect(await succeed(inspect)).toBe(architecture);
    }
  });
});
