import { afterAll, beforeAll, expect, test } from 'vitest';
import { succeed, testAccess } from '../support/access-contract.ts';
import { type ClientScene, startScene } from '../support/client-scene.ts';
import { containerStore } from '../support/container-store.ts';
import type { Credentials } from '../support/hub-api.ts';
import { tryCommand } from '../support/run-command.ts';
import { describeWithTools, toolPath } from '../support/tools.ts';

describeWithTools('Buildah', ['buildah'], () => {
  let scene: ClientScene;
  const buildah = (...args: string[]) =>
    tryCommand(toolPath('buildah'), [...containerStore(scene.folder, 'buildah'), ...args], {
      env: { REGISTRY_AUTH_FILE: scene.folder.join('buildah-auth.json') },
    });
  const plain = '--tls-verify=false';
  const login = ({ name, password }: Credentials) =>
    buildah('login', plain, '-u', name, '-p', password, scene.hub.host);

  beforeAll(async () => {
    scene = await startScene();
  });
  afterAll(() => scene?.end());

  testAccess(
    () => scene,
    () => ({
      login,
      logout: () => buildah('logout', scene.hub.host),
      async push(image) {
        const id = await succeed(buildah('pull', '-q', `oci:${scene.image.folder}:image`));
        return buildah('push', plain, id, `docker://${image}`);
      },
      pull: (image) => buildah('pull', '--policy=always', plain, image),
    }),
  );

  test('builds an image, pushes it and pulls it back', async () => {
    await succeed(login(scene.owner));
    const image = `${scene.repository('built')}:1`;
    const container = await succeed(buildah('from', 'scratch'));
    await succeed(buildah('copy', container, scene.image.folder, '/layout'));
    await succeed(buildah('config', '--label', 'made.by=buildah', container));
    const id = await succeed(buildah('commit', '-q', '--rm', container, image));
    await succeed(buildah('push', plain, image));
    await succeed(buildah('rmi', '--force', image));
    await succeed(buildah('pull', '--policy=always', plain, image));
    const inspect = ['inspect', '--type=image', '--format', '{{.FromImageID}}', image];
    expect(await succeed(buildah(...inspect))).toBe(id);
  });
});
