import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { succeed, testAccess } from '../support/access-contract.ts';
import { type ClientScene, startScene } from '../support/client-scene.ts';
import type { Credentials } from '../support/hub-api.ts';
import { tryCommand } from '../support/run-command.ts';
import { describeWithTools, toolPath } from '../support/tools.ts';

describeWithTools('regctl', ['regctl'], () => {
  let scene: ClientScene;
  const regctl = (args: string[], input = '') =>
    tryCommand(toolPath('regctl'), args, {
      input,
      env: {
        REGCTL_CONFIG: scene.folder.join('regctl.json'),
        DOCKER_CONFIG: scene.folder.join('regctl-docker'),
      },
    });
  const login = ({ name, password }: Credentials) =>
    regctl(['registry', 'login', scene.hub.host, '-u', name, '--pass-stdin'], password);
  const copy = (from: string, to: string) => regctl(['image', 'copy', '--referrers', from, to]);

  beforeAll(async () => {
    scene = await startScene();
    await succeed(regctl(['registry', 'set', '--tls', 'disabled', scene.hub.host]));
  });
  afterAll(() => scene?.end());

  testAccess(
    () => scene,
    () => ({
      login,
      logout: () => regctl(['registry', 'logout', scene.hub.host]),
      push: (image) => copy(`ocidir://${scene.image.folder}:image`, image),
      pull: (image) => copy(image, `ocidir://${scene.folder.join('pulled')}:image`),
    }),
  );

  test('copies an index of two architectures with its digest kept', async () => {
    await succeed(login(scene.owner));
    const there = `${scene.repository('multi')}:1`;
    const across = `${scene.repository('multi-copy')}:1`;
    await succeed(copy(`ocidir://${scene.index.folder}:image`, there));
    await succeed(copy(there, across));
    expect(await succeed(regctl(['image', 'digest', across]))).toBe(scene.index.digest);
  });

  test('an artifact with a subject is listed, read and deleted', async () => {
    await succeed(login(scene.owner));
    const image = `${scene.repository('subject')}:1`;
    await succeed(copy(`ocidir://${scene.image.folder}:image`, image));
    const file = scene.folder.join('report.txt');
    writeFileSync(file, 'a report\n');
    const type = 'application/vnd.example.report';
    const put = ['artifact', 'put', '--artifact-type', type, '--file', file, '--subject', image];
    await succeed(regctl(put));
    const list = ['artifact', 'list', '--filter-artifact-type', type, '--format', '{{json .}}'];
    const found = JSON.parse(await succeed(regctl([...list, image])));
    expect(found.descriptors).toHaveLength(1);
    const get = ['artifact', 'get', '--subject', image, '--filter-artifact-type', type];
    expect(await succeed(regctl(get))).toBe('a report');
    const artifact = `${scene.repository('subject')}@${found.descriptors[0].digest}`;
    await succeed(regctl(['manifest', 'delete', artifact]));
    const left = JSON.parse(await succeed(regctl([...list, image])));
    expect(left.descriptors ?? []).toHaveLength(0);
    await succeed(regctl(['tag', 'delete', image]));
    expect(await succeed(regctl(['tag', 'ls', scene.repository('subject')]))).toBe('');
  });
});
