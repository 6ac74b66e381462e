import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { succeed, testAccess } from '../support/access-contract.ts';
import { type ClientScene, startScene } from '../support/client-scene.ts';
import type { Credentials } from '../support/hub-api.ts';
import { tryCommand } from '../support/run-command.ts';
import { describeWithTools, toolPath } from '../support/tools.ts';

describeWithTools('oras', ['oras'], () => {
  let scene: ClientScene;
  const oras = (...args: string[]) =>
    tryCommand(toolPath('oras'), args, {
      cwd: scene.folder.path,
      env: { DOCKER_CONFIG: scene.folder.join('oras') },
    });
  const login = ({ name, password }: Credentials) =>
    oras('login', '--plain-http', '-u', name, '-p', password, scene.hub.host);
  const upload = (layout: string, image: string) =>
    oras('cp', '--recursive', '--from-oci-layout', `${layout}:image`, '--to-plain-http', image);
  const download = (image: string, layout: string) =>
    oras('cp', '--from-plain-http', image, '--to-oci-layout', `${layout}:image`);

  beforeAll(async () => {
    scene = await startScene();
  });
  afterAll(() => scene?.end());

  testAccess(
    () => scene,
    () => ({
      login,
      logout: () => oras('logout', scene.hub.host),
      push: (image) => upload(scene.image.folder, image),
      pull: (image) => download(image, scene.folder.join('pulled')),
    }),
  );

  test('copies an index of two architectures there and back', async () => {
    await succeed(login(scene.owner));
    const image = `${scene.repository('multi')}:1`;
    await succeed(upload(scene.index.folder, image));
    expect(await succeed(oras('resolve', '--plain-http', image))).toBe(scene.index.digest);
    await succeed(download(image, scene.folder.join('multi-back')));
    const layout = readFileSync(scene.folder.join('multi-back/index.json'), 'utf8');
    expect(layout).toContain(scene.index.digest);
  });

  test('pushes an artifact, attaches to it, discovers, pulls and deletes', async () => {
    await succeed(login(scene.owner));
    const artifact = `${scene.repository('artifact')}:1`;
    writeFileSync(scene.folder.join('note.txt'), 'a note\n');
    writeFileSync(scene.folder.join('sbom.json'), '{"packages":[]}\n');
    const kind = ['--artifact-type', 'application/vnd.example.note'];
    await succeed(oras('push', '--plain-http', ...kind, artifact, 'note.txt:text/plain'));
    const attached = ['--artifact-type', 'application/vnd.example.sbom'];
    await succeed(oras('attach', '--plain-http', ...attached, artifact, 'sbom.json'));
    const found = await succeed(
      oras('discover', '--plain-http', ...attached, '--format', 'json', artifact),
    );
    expect(JSON.parse(found).referrers).toMatchObject([
      { artifactType: 'application/vnd.example.sbom' },
    ]);
    mkdirSync(scene.folder.join('pulled-artifact'));
    await succeed(oras('pull', '--plain-http', artifact, '-o', 'pulled-artifact'));
    expect(readFileSync(scene.folder.join('pulled-artifact/note.txt'), 'utf8')).toBe('a note\n');
    await succeed(oras('manifest', 'delete', '--plain-http', '--force', artifact));
    const gone = await oras('manifest', 'fetch', '--plain-http', artifact);
    expect(gone.code).not.toBe(0);
    expect(gone.stderr).toMatch(/not found/i);
  });
});
