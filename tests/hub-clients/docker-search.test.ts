import { afterAll, beforeAll, expect, test } from 'vitest';
import { succeed } from '../support/access-contract.ts';
import { type ClientScene, startScene } from '../support/client-scene.ts';
import { type DockerEngine, startDockerEngine } from '../support/docker-engine.ts';
import { askApi } from '../support/hub-api.ts';
import { describeWithTools } from '../support/tools.ts';

describeWithTools('docker search', ['dockerd', 'docker'], () => {
  let scene: ClientScene;
  let engine: DockerEngine;

  beforeAll(async () => {
    scene = await startScene();
    engine = await startDockerEngine();
    const { origin } = scene.hub;
    const as = scene.owner;
    for (const [name, description, isPrivate] of [
      ['tide-table', 'When the tide is high', false],
      ['tide-secret', 'Nobody is to know', true],
      ['harbour', 'Ships of every tide', false],
    ] as const) {
      const path = '/v2/namespaces/kirtan/repositories';
      const body = { name, description, is_private: isPrivate };
      await askApi(origin, { as, method: 'POST', path, body, status: 201 });
    }
  });
  afterAll(async () => {
    await engine?.stop();
    await scene?.end();
  });

  const search = async (...args: string[]) =>
    (await succeed(engine.docker(['search', '--format', '{{.Name}}\t{{.Description}}', ...args])))
      .split('\n')
      .filter(Boolean);

  test('finds what is public by name and description, and nothing private', async () => {
    const found = await search(`${scene.hub.host}/tide`);
    expect(
      found.map((line) => line.split('\t')[0]?.replace(/^.*?kirtan/, 'kirtan')).sort(),
    ).toEqual(['kirtan/harbour', 'kirtan/tide-table']);
    expect(found.join()).toContain('When the tide is high');
  });

  test('takes a limit and filters', async () => {
    expect(await search('--limit', '1', `${scene.hub.host}/tide`)).toHaveLength(1);
    const official = await search('--filter', 'is-official=true', `${scene.hub.host}/tide`);
    expect(official).toEqual([]);
    expect(await search(`${scene.hub.host}/no-such-thing`)).toEqual([]);
  });
});
