import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClientScene, startScene } from '../support/client-scene.ts';
import { BuildMachine, cannotBuild } from './build-machine.ts';

const dockerfile = `
FROM base AS work
COPY source.txt /source.txt
RUN cp /source.txt /result.txt && echo compiled
FROM base
COPY --from=work /result.txt /
RUN echo used > /used`;

describe.skipIf(cannotBuild)('a cache in a registry', () => {
  let scene: ClientScene;

  beforeAll(async () => {
    scene = await startScene();
  });

  afterAll(async () => {
    await scene.end();
  });

  async function machineOf(source: string): Promise<BuildMachine> {
    const machine = await BuildMachine.create('root');
    const { name, password } = scene.writer;
    const auth = Buffer.from(`${name}:${password}`).toString('base64');
    machine.write({
      'source.txt': source,
      '.docker/config.json': JSON.stringify({ auths: { [scene.hub.host]: { auth } } }),
    });
    machine.setVariable('DOCKER_CONFIG', machine.folder.join('context', '.docker'));
    return machine;
  }

  it('saves another machine every step, of stages that it never makes too', async () => {
    const attributes = { ref: `${scene.repository('cache')}:main`, mode: 'max' };
    const cache = [{ type: 'registry' as const, attributes }];
    const one = await machineOf('one');
    const first = await one.build(dockerfile, { cacheTo: cache });
    await one.remove();
    expect(first.error).toBeUndefined();
    const other = await machineOf('one');
    try {
      const second = await other.build(dockerfile, { cacheFrom: cache });
      expect(second.error).toBeUndefined();
      expect(second.output).toBe('');
      expect(second.result?.image?.digest).toBe(first.result?.image?.digest);
      other.write({ 'source.txt': 'changed' });
      const third = await other.build(dockerfile, { cacheFrom: cache });
      expect(third.output).toBe('compiled\n');
    } finally {
      await other.remove();
    }
  });

  it('says what failed where it cannot be written, unless that does not matter', async () => {
    const machine = await machineOf('one');
    try {
      const attributes = { ref: `${scene.hub.host}/stranger/cache:main` };
      const to = (more: Record<string, string>) => ({
        cacheTo: [{ type: 'registry' as const, attributes: { ...attributes, ...more } }],
      });
      const failed = await machine.build('RUN true', to({}));
      expect(failed.error).toMatchObject({ code: 'EXPORT_FAILED' });
      expect(
        (await machine.build('RUN true', to({ 'ignore-error': 'true' }))).result,
      ).toBeDefined();
    } finally {
      await machine.remove();
    }
  });
});
