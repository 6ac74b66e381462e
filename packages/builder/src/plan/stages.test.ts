import { describe, expect, test } from 'vitest';
import { planImage, planText } from './testing/plan-text.ts';
import { allVertices, chain } from './testing/plan-views.ts';

describe('stages', () => {
  test('that the target does not need are neither resolved nor planned', async () => {
    const asked: string[] = [];
    const text = `FROM nowhere AS unused
RUN x
FROM alpine AS base
RUN a
FROM base AS tests
COPY --from=unused / /
FROM base
COPY --from=busybox /bin /bin
`;
    const plan = await planText(text, { asked });
    expect(asked.sort()).toEqual(['alpine amd64', 'busybox amd64']);
    expect(plan.stages.map(({ name, needed, root }) => [name, needed, root !== undefined])).toEqual(
      [
        ['unused', false, false],
        ['base', true, true],
        ['tests', false, false],
        ['3', true, true],
      ],
    );
  });

  test('bases are resolved side by side, each image once', async () => {
    let open = 0;
    let most = 0;
    const { resolver } = countingResolver(() => {
      open++;
      most = Math.max(most, open);
      return () => open--;
    });
    await planText(
      'FROM a AS x\nFROM b AS y\nFROM a\nCOPY --from=x / /\nCOPY --from=y / /\nCOPY --from=c / /\n',
      {
        resolver,
      },
    );
    expect(most).toBe(3);
  });

  test('are found by name in any case, by index, and replaced by a later one of the name', async () => {
    for (const from of ['build', 'BUILD', '0']) {
      const { root } = await planImage(
        `FROM alpine AS Build\nRUN x\nFROM scratch\nCOPY --from=${from} /a /b\n`,
      );
      expect(root).toMatchObject({
        sources: [{ kind: 'path', from: { kind: 'run' }, path: '/a' }],
      });
    }
    const { root } = await planImage('FROM alpine AS a\nRUN 1\nFROM alpine AS a\nRUN 2\nFROM a\n');
    expect(root).toMatchObject({ arguments: ['/bin/sh', '-c', '2'] });
  });

  test('a stage may bear the name of the image it starts from', async () => {
    const { root } = await planImage('FROM alpine AS alpine\nFROM alpine\n');
    expect(root.kind).toBe('image');
  });

  test('may be empty', async () => {
    const { root, history } = await planImage('FROM scratch AS a\nFROM a AS b\nFROM b\n');
    expect(root.kind).toBe('scratch');
    expect(history).toEqual([]);
  });

  test('the target may be any of them', async () => {
    const text = 'FROM alpine AS one\nRUN 1\nFROM nowhere AS two\n';
    for (const target of ['one', 'ONE']) {
      const { root } = await planImage(text, { request: { target } });
      expect(root).toMatchObject({ arguments: ['/bin/sh', '-c', '1'] });
    }
  });

  test('that follow from one another share their steps and history', async () => {
    const image = await planImage('FROM alpine AS a\nRUN 1\nFROM a AS b\nRUN 2\nFROM b\nRUN 3\n');
    expect(chain(image.root).map(({ kind }) => kind)).toEqual(['image', 'run', 'run', 'run']);
    expect(image.history).toHaveLength(3);
    expect(image.history[0]?.vertex).toBe(chain(image.root)[1]);
    expect(image.base?.history).toEqual([{ created_by: 'base 0' }]);
  });

  test('equal steps of two stages are one vertex', async () => {
    const plan = await planText(
      'FROM alpine AS a\nRUN x\nFROM alpine AS b\nRUN x\nFROM scratch\nCOPY --from=a / /a\nCOPY --from=b / /b\n',
    );
    const runs = [...allVertices(plan)].filter(({ kind }) => kind === 'run');
    expect(runs).toHaveLength(1);
  });
});

describe('names', () => {
  test('count the steps of a stage; a lone stage has no name', async () => {
    const one = await planImage('FROM alpine\nWORKDIR /x\nENV a=b\nRUN y\ncopy z .\n');
    expect(chain(one.root).map(({ name }) => name)).toEqual([
      expect.stringMatching(/^\[1\/4\] FROM docker\.io\/library\/alpine@sha256:/),
      '[2/4] WORKDIR /x',
      '[3/4] RUN y',
      '[4/4] COPY z .',
    ]);
    const two = await planImage('FROM scratch AS build\nCOPY a b\nFROM build\nRUN c\n');
    expect(
      chain(two.root)
        .map(({ name }) => name)
        .slice(1),
    ).toEqual(['[build 1/1] COPY a b', '[stage-1 1/1] RUN c']);
  });

  test('show variables as they are, but for commands, whose shell knows better', async () => {
    const text =
      'FROM scratch\nENV A=b\nWORKDIR /$A\nCOPY $A "c" ./\nRUN echo $A "q\nCOPY <<E /x\nE\n';
    expect(
      chain((await planImage(text)).root)
        .map(({ name }) => name)
        .slice(1),
    ).toEqual([
      '[1/4] WORKDIR /b',
      '[2/4] COPY b c ./',
      '[3/4] RUN echo $A "q',
      '[4/4] COPY <<E /x',
    ]);
  });

  test('align numbers of two digits', async () => {
    const text = `FROM scratch\n${'COPY a b\n'.repeat(10)}`;
    expect(chain((await planImage(text)).root)[1]?.name).toBe('[ 1/10] COPY a b');
  });
});

describe('mistakes', () => {
  const mistakes: readonly (readonly [string, string, RegExp])[] = [
    [
      'a stage that comes later',
      'FROM scratch AS a\nCOPY --from=b / /\nFROM scratch AS b\nFROM a\n',
      /cannot copy from stage "b", it needs to be defined before current stage "a"/,
    ],
    [
      'a mount of a later stage',
      'FROM alpine AS a\nRUN --mount=from=b,target=/x y\nFROM scratch AS b\nFROM a\n',
      /cannot mount from stage "b" to "\/x"/,
    ],
    [
      'a stage that copies from itself',
      'FROM scratch AS a\nCOPY --from=a / /\n',
      /circular dependency detected on stage: a/,
    ],
    [
      'two stages that need each other',
      'FROM scratch AS a\nCOPY --from=b / /\nFROM scratch AS b\nCOPY --from=a / /\n',
      /circular dependency/,
    ],
    ['an index too high', 'FROM scratch\nCOPY --from=7 / /\n', /invalid stage index 7/],
    ['no base left', 'ARG X\nFROM $X\n', /base name \(\$X\) should not be blank/],
    ["no image's name", 'FROM UPPER/case/Name!\n', /failed to parse stage name/],
    ['no platform', 'FROM --platform=nonsense alpine\n', /failed to parse platform "nonsense"/],
    [
      'an empty platform',
      'ARG P\nFROM --platform=$P alpine\n',
      /empty platform value from expression \$P/,
    ],
  ];
  test.each(mistakes)('%s', async (_, text, message) => {
    await expect(planText(text)).rejects.toMatchObject({
      code: 'INVALID_DOCKERFILE',
      message: expect.stringMatching(message),
      lines: { start: expect.any(Number) },
    });
  });

  test('of an unneeded stage are told where they concern the whole file', async () => {
    const text = 'FROM scratch AS a\nCOPY --from=a / /\nFROM alpine\n';
    await expect(planText(text)).rejects.toThrow('circular dependency');
  });

  test('a target that is not there suggests one', async () => {
    await expect(
      planText('FROM alpine AS build\n', { request: { target: 'biuld' } }),
    ).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: 'target stage "biuld" could not be found (did you mean build?)',
    });
  });

  test('an image that is not there suggests a stage', async () => {
    const text = 'FROM alpine AS build\nFROM scratch\nCOPY --from=biuld / /\n';
    await expect(planText(text)).rejects.toMatchObject({
      code: 'IMAGE_NOT_FOUND',
      message: 'biuld: not found (did you mean build?)',
      lines: { start: 3, end: 3 },
    });
  });

  test('FROM knows stages by their lower-case names', async () => {
    await expect(planText('FROM alpine AS Build\nFROM Build\n')).rejects.toMatchObject({
      code: 'INVALID_DOCKERFILE',
      message: expect.stringMatching(/lower-case.*\(did you mean build\?\)/),
    });
  });

  test('the first in the file is told', async () => {
    const text =
      'FROM nowhere AS a\nFROM neverwhere AS b\nFROM scratch\nCOPY --from=b / /\nCOPY --from=a / /\n';
    await expect(planText(text)).rejects.toThrow(/where/);
  });
});

function countingResolver(enter: () => () => void) {
  const resolver = {
    async resolve(
      reference: string,
      { platform }: { platform: { os: string; architecture: string } },
    ) {
      const leave = enter();
      await new Promise((resolve) => setTimeout(resolve, 5));
      leave();
      return {
        reference,
        platform,
        manifest: { mediaType: 'm', digest: `sha256:${'0'.repeat(64)}` as never, size: 1 },
        config: { ...platform, rootfs: { type: 'layers' as const, diff_ids: [] } },
        layers: [],
      };
    },
    async fetchLayers() {},
  };
  return { resolver };
}
