import { describe, expect, test } from 'vitest';
import { amd64, arm64, planImage, planText } from './testing/plan-text.ts';
import { allVertices, chain } from './testing/plan-views.ts';

const both = { request: { platforms: [amd64, arm64] } };

test('one image for each platform asked for, named in progress', async () => {
  const plan = await planText('FROM alpine AS build\nRUN x\nFROM build\nRUN y\n', both);
  expect(plan.images.map(({ platform }) => platform)).toEqual([amd64, arm64]);
  expect(plan.images.map(({ root }) => root.name)).toEqual([
    '[linux/amd64 stage-1 1/1] RUN y',
    '[linux/arm64 stage-1 1/1] RUN y',
  ]);
  expect(plan.stages.map(({ name, platform }) => [name, platform])).toEqual([
    ['build', amd64],
    ['1', amd64],
    ['build', arm64],
    ['1', arm64],
  ]);
});

test('what does not depend on the platform is one vertex', async () => {
  const text = `FROM --platform=$BUILDPLATFORM alpine AS build
RUN shared
ARG TARGETARCH
RUN cross
FROM alpine
COPY --from=build / /
`;
  const plan = await planText(text, both);
  const runs = [...allVertices(plan)].filter((vertex) => vertex.kind === 'run');
  expect(runs.map(({ arguments: words }) => words[2]).sort()).toEqual(['cross', 'cross', 'shared']);
  expect(
    runs.every(({ platform }) => platform === amd64 || platform.architecture === 'amd64'),
  ).toBe(true);
  expect(runs.map(({ name }) => name)).toContain('[linux/amd64->arm64 build 3/3] RUN cross');
  const contexts = await planText('FROM scratch\nCOPY a b\n', both);
  expect([...allVertices(contexts)].filter(({ kind }) => kind === 'context')).toHaveLength(1);
});

test('without --platform the image is what its base is', async () => {
  const text = 'FROM --platform=linux/arm64 alpine\n';
  expect((await planImage(text)).platform).toEqual(arm64);
  expect((await planImage(text, { request: { platforms: [amd64] } })).platform).toEqual(amd64);
  expect((await planImage('FROM scratch\n')).platform).toEqual(amd64);
});

test('a variant that only the base names is kept', async () => {
  const images = { alpine: { variant: 'v2' } };
  const platforms = [amd64];
  expect((await planImage('FROM alpine\n', { images, request: { platforms } })).platform).toEqual({
    ...amd64,
    variant: 'v2',
  });
});

describe('FROM --platform', () => {
  test.each([
    ['linux/arm64', 'arm64'],
    ['linux/aarch64', 'arm64'],
    ['arm64', 'arm64'],
    ['linux', 'amd64'],
    ['$BUILDPLATFORM', 'amd64'],
    ['${TARGETPLATFORM}', 'amd64'],
    ['linux/$ARCH', 's390x'],
  ])('%s', async (platform, architecture) => {
    const asked: string[] = [];
    await planText(`ARG ARCH=s390x\nFROM --platform=${platform} alpine\n`, { asked });
    expect(asked).toEqual([`alpine ${architecture}`]);
  });
});

test("stages keep the platform of the stage they start from; images copied from are the target's", async () => {
  const asked: string[] = [];
  const text = 'FROM --platform=linux/arm64 alpine AS a\nFROM a\nRUN x\nCOPY --from=busybox / /\n';
  const image = await planImage(text, { asked });
  expect(chain(image.root).map(({ platform }) => platform.architecture)).toEqual([
    'arm64',
    'arm64',
    'arm64',
  ]);
  expect(asked.sort()).toEqual(['alpine arm64', 'busybox amd64']);
});
