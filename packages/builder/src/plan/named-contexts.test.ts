import { describe, expect, test } from 'vitest';
import type { ContextSource } from '../request/build-request.ts';
import { amd64, arm64, planImage, planText } from './testing/plan-text.ts';
import { chain } from './testing/plan-views.ts';

function contexts(entries: Record<string, ContextSource>) {
  return { request: { namedContexts: new Map(Object.entries(entries)) } };
}
const folder: ContextSource = { kind: 'directory', path: '/f' };
const image = (reference: string): ContextSource => ({ kind: 'image', reference });

describe('an image', () => {
  test('is replaced by another, under any of its names', async () => {
    for (const name of ['alpine', 'alpine:latest', 'docker.io/library/alpine']) {
      const asked: string[] = [];
      await planText(`FROM ${name}\nCOPY --from=${name} / /x\n`, {
        ...contexts({ alpine: image('busybox') }),
        asked,
      });
      expect(asked).toEqual(['busybox amd64']);
    }
  });

  test('of another tag is not', async () => {
    const asked: string[] = [];
    await planText('FROM alpine:3\n', {
      ...contexts({ alpine: image('busybox') }),
      images: { 'alpine:3': {} },
      asked,
    });
    expect(asked).toEqual(['alpine:3 amd64']);
  });

  test('may be replaced for one platform alone', async () => {
    const asked: string[] = [];
    const settings = contexts({ 'alpine::linux/arm64': image('busybox') });
    await planText('FROM alpine\n', {
      request: { ...settings.request, platforms: [amd64, arm64] },
      asked,
    });
    expect(asked.sort()).toEqual(['alpine amd64', 'busybox arm64']);
  });

  test('is replaced by a folder: its files are the root', async () => {
    const planned = await planImage('FROM alpine\nRUN x\n', contexts({ alpine: folder }));
    expect(chain(planned.root)).toMatchObject([
      { kind: 'scratch' },
      {
        kind: 'copy',
        name: '[1/2] FROM alpine',
        destination: '/',
        sources: [{ path: '/', from: { kind: 'context', context: 'alpine' } }],
      },
      { kind: 'run' },
    ]);
    expect(planned.base).toBeUndefined();
    expect(planned.config.WorkingDir).toBe('/');
  });

  test('is replaced by nothing', async () => {
    for (const reference of ['scratch', 'docker.io/library/scratch:latest'])
      expect(
        (await planImage('FROM alpine\n', contexts({ alpine: image(reference) }))).root.kind,
      ).toBe('scratch');
  });

  test('is replaced by one of an OCI layout', async () => {
    const images = { 'oci-layout:///l:v1': {}, [`oci-layout:///l@sha256:${'0'.repeat(64)}`]: {} };
    for (const reference of ['v1', `sha256:${'0'.repeat(64)}`]) {
      const source: ContextSource = { kind: 'oci-layout', path: '/l', reference };
      const planned = await planImage('FROM alpine\n', { ...contexts({ alpine: source }), images });
      expect(planned.root).toMatchObject({ kind: 'image', name: '[context alpine] /l' });
    }
  });

  test('has its triggers run', async () => {
    const planned = await planImage('FROM alpine\n', {
      ...contexts({ alpine: image('busybox') }),
      images: { busybox: { config: { OnBuild: ['RUN t'] } } },
    });
    expect(planned.root).toMatchObject({ kind: 'run', arguments: ['/bin/sh', '-c', 't'] });
  });
});

describe('a stage', () => {
  const text =
    'FROM nowhere AS Build\nRUN x\nFROM build AS more\nRUN y\nFROM scratch\nCOPY --from=build /a /b\n';

  test('is replaced by a folder, and its base is not looked for', async () => {
    const planned = await planImage(text, contexts({ build: folder }));
    expect(planned.root).toMatchObject({
      sources: [{ from: { kind: 'context', context: 'build' } }],
    });
  });

  test('is replaced by an image, whose config then counts', async () => {
    const planned = await planImage(text, {
      request: { ...contexts({ build: image('app') }).request, target: 'more' },
      images: { app: { config: { Env: ['A=1', 'PATH=/p'] } } },
    });
    expect(chain(planned.root).map(({ kind }) => kind)).toEqual(['image', 'run']);
    expect(planned.config.Env).toEqual(['A=1', 'PATH=/p']);
    expect(planned.history).toHaveLength(1);
  });

  test('is replaced by a folder and goes on', async () => {
    const planned = await planImage(text, {
      request: { ...contexts({ build: folder }).request, target: 'more' },
    });
    expect(chain(planned.root).map(({ kind }) => kind)).toEqual(['scratch', 'copy', 'run']);
  });

  test('that is the target and replaced is what replaces it', async () => {
    const planned = await planImage(text, {
      request: { ...contexts({ build: image('app') }).request, target: 'build' },
      images: { app: { config: { Cmd: ['c'], OnBuild: ['RUN x'] } } },
    });
    expect(planned.root.kind).toBe('image');
    expect(planned.config).toEqual({ Cmd: ['c'], OnBuild: ['RUN x'] });
    const files = await planImage(text, {
      request: { ...contexts({ build: folder }).request, target: 'build' },
    });
    expect(files.root.kind).toBe('copy');
  });
});

test('COPY --from and mounts name contexts', async () => {
  const planned = await planImage(
    'FROM alpine\nRUN --mount=from=files,target=/f,source=s x\nCOPY --from=files a b\n',
    contexts({ files: { kind: 'git', url: 'https://h/x.git' } }),
  );
  expect(chain(planned.root).slice(1)).toMatchObject([
    { mounts: [{ from: { kind: 'context', context: 'files' }, source: '/s' }] },
    { sources: [{ from: { kind: 'context', context: 'files' }, path: 'a' }] },
  ]);
});

test('what nothing needs is not looked at', async () => {
  const asked: string[] = [];
  await planText('FROM alpine AS a\nFROM scratch\n', {
    ...contexts({ a: image('nowhere') }),
    asked,
  });
  expect(asked).toEqual([]);
});

test('scratch and context are never replaced', async () => {
  const settings = contexts({ scratch: image('busybox'), context: folder });
  const planned = await planImage('FROM scratch\nCOPY a b\n', settings);
  expect(chain(planned.root)).toMatchObject([
    { kind: 'scratch' },
    { sources: [{ from: { name: '[internal] load build context' } }] },
  ]);
});
