import { describe, expect, test } from 'vitest';
import { planImage, planText } from './testing/plan-text.ts';
import { chain } from './testing/plan-views.ts';

const triggers = (...OnBuild: readonly string[]) => ({
  images: { parent: { config: { OnBuild } } },
});

test('ONBUILD is kept as written, without history', async () => {
  const image = await planImage('FROM scratch\nENV x=1\nONBUILD RUN echo $x\nONBUILD copy . /x\n');
  expect(image.config.OnBuild).toEqual(['RUN echo $x', 'copy . /x']);
  expect(image.history).toHaveLength(1);
});

test("a base image's triggers run first and are gone", async () => {
  const image = await planImage(
    'FROM parent\nRUN own\n',
    triggers('ENV A=1', 'RUN echo $A', 'WORKDIR /w'),
  );
  expect(chain(image.root).map(({ name }) => name.replace(/@.*/, ''))).toEqual([
    '[1/2] FROM docker.io/library/parent',
    '[2/5] ONBUILD RUN echo $A',
    '[3/5] ONBUILD WORKDIR /w',
    '[4/5] RUN own',
  ]);
  expect(image.config).not.toHaveProperty('OnBuild');
  expect(image.root).toMatchObject({ workingDirectory: '/w', lines: { start: 2 } });
  expect(chain(image.root)[1]).toMatchObject({ lines: { start: 1, end: 1 } });
  expect(image.history.map(({ createdBy }) => createdBy)).toEqual([
    'ENV A=1',
    'RUN /bin/sh -c echo $A # buildkit',
    'WORKDIR /w',
    'RUN /bin/sh -c own # buildkit',
  ]);
});

test("a stage's triggers run in stages based on it, not in it nor one further on", async () => {
  const text = 'FROM alpine AS a\nONBUILD RUN t\nRUN a\nFROM a AS b\nFROM b\nRUN c\n';
  const image = await planImage(text);
  expect(image.history.map(({ createdBy }) => createdBy)).toEqual([
    'RUN /bin/sh -c a # buildkit',
    'RUN /bin/sh -c t # buildkit',
    'RUN /bin/sh -c c # buildkit',
  ]);
  expect(image.config).not.toHaveProperty('OnBuild');
});

describe('triggers with new dependencies', () => {
  test('by COPY --from and mounts, of images and stages', async () => {
    const asked: string[] = [];
    const image = await planImage('FROM alpine AS tools\nRUN t\nFROM parent\n', {
      ...triggers(
        'COPY --from=tools /t /t',
        'RUN --mount=type=bind,from=busybox,target=/b x',
        'RUN --mount=type=cache,target=/c y',
      ),
      asked,
    });
    expect(asked.sort()).toEqual(['alpine amd64', 'busybox amd64', 'parent amd64']);
    expect(chain(image.root).slice(1)).toMatchObject([
      { kind: 'copy', sources: [{ from: { kind: 'run' } }] },
      { kind: 'run', mounts: [{ from: { kind: 'image' } }] },
      { kind: 'run', mounts: [{ type: 'cache', id: '/c' }] },
    ]);
  });

  test('that bring triggers of their own', async () => {
    const image = await planImage('FROM second AS tools\nFROM parent\n', {
      images: {
        parent: { config: { OnBuild: ['COPY --from=tools / /t'] } },
        second: { config: { OnBuild: ['COPY --from=busybox / /b'] } },
      },
    });
    expect(image.root).toMatchObject({
      sources: [{ from: { kind: 'copy', sources: [{ from: { kind: 'image' } }] } }],
    });
  });

  test('on a named context', async () => {
    const image = await planImage('FROM parent\n', {
      ...triggers('COPY --from=files /a /b'),
      request: { namedContexts: new Map([['files', { kind: 'directory', path: '/f' }]]) },
    });
    expect(image.root).toMatchObject({
      sources: [{ from: { kind: 'context', context: 'files' } }],
    });
  });
});

test('a trigger may hold a here-document', async () => {
  const first = await planImage(
    'FROM alpine\nONBUILD RUN <<EOF\necho a\nEOF\nONBUILD COPY <<X /x\n1\nX\n',
  );
  const OnBuild = first.config.OnBuild ?? [];
  const image = await planImage('FROM parent\n', { images: { parent: { config: { OnBuild } } } });
  expect(chain(image.root).slice(1)).toMatchObject([
    { arguments: ['/bin/sh', '-c', 'echo a\n'] },
    { sources: [{ kind: 'heredoc', content: '1\n' }] },
  ]);
});

test('only the image that a stage starts from triggers', async () => {
  const image = await planImage('FROM alpine\nCOPY --from=parent / /p\n', triggers('RUN never'));
  expect(image.history).toHaveLength(1);
});

test.each(['FROM x', 'ONBUILD RUN x', 'NOPE', 'COPY --from=9 a b', 'RUN a\nRUN b'])(
  'a trigger that makes no sense: %s',
  async (trigger) => {
    await expect(planText('\n\nFROM parent\n', triggers(trigger))).rejects.toMatchObject({
      lines: { start: 3, end: 3 },
    });
  },
);
