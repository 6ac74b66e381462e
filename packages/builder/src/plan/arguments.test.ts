import { describe, expect, test } from 'vitest';
import { amd64, arm64, planImage, planText } from './testing/plan-text.ts';
import { historyOf, planRunOf } from './testing/plan-views.ts';

const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

async function environmentOf(text: string, buildArguments: Record<string, string> = {}) {
  const run = await planRunOf(text, { request: { buildArguments } });
  return run.environment.filter((entry) => entry !== path);
}

describe('ARG', () => {
  test('has its default, or what --build-arg says', async () => {
    const text = 'FROM alpine\nARG A=1 B="two words" C\nRUN x\n';
    expect(await environmentOf(text)).toEqual(['A=1', 'B=two words']);
    expect(await environmentOf(text, { A: '', C: '3' })).toEqual(['A=', 'B=two words', 'C=3']);
  });

  test('may be empty by default', async () => {
    expect(await environmentOf('FROM alpine\nARG A=\nRUN x\n')).toEqual(['A=']);
  });

  test('before FROM is seen by FROM alone until a stage declares it', async () => {
    const text = 'ARG V=alpine\nFROM $V AS a\nRUN x\n';
    expect(await environmentOf(text)).toEqual([]);
    expect(await environmentOf(`${text}ARG V\nRUN y\n`)).toEqual(['V=alpine']);
    expect(await environmentOf(`${text}ARG V=other\nRUN y\n`)).toEqual(['V=other']);
    expect(await environmentOf(`${text}ARG V=other\nRUN y\n`, { V: 'busybox' })).toEqual([
      'V=busybox',
    ]);
  });

  test('before FROM may use the ones before it', async () => {
    const asked: string[] = [];
    await planText('ARG A=al\nARG B=${A}pine\nFROM $B\n', { asked });
    expect(asked).toEqual(['alpine amd64']);
  });

  test('is inherited by a stage that starts from its stage, and by no other', async () => {
    const text =
      'FROM alpine AS a\nARG A=1\nFROM a AS b\nRUN x\nFROM alpine\nCOPY --from=b / /\nRUN y\n';
    expect(await environmentOf(text)).toEqual([]);
    expect(await environmentOf(`${text}FROM b\nRUN z\n`)).toEqual(['A=1']);
  });

  test('default uses variables of the stage', async () => {
    expect(await environmentOf('FROM alpine\nENV A=1\nARG B=$A-2\nRUN x\n')).toEqual([
      'A=1',
      'B=1-2',
    ]);
  });

  test("an ENV after it wins; an ARG after an ENV is the step's and not the image's", async () => {
    expect(await environmentOf('FROM alpine\nARG A=1\nENV A=2\nRUN x\n', { A: '3' })).toEqual([
      'A=2',
    ]);
    const image = await planImage('FROM alpine\nENV A=2\nARG A=1\nRUN x\n');
    expect(image.root).toMatchObject({ environment: [path, 'A=1'] });
    expect(image.config.Env).toEqual([path, 'A=2']);
  });

  test('an ENV of the base stage wins over its later ARG', async () => {
    expect(await environmentOf('FROM alpine AS a\nENV A=2\nARG A=1\nFROM a\nRUN x\n')).toEqual([
      'A=2',
    ]);
  });

  test('is part of what history tells of RUN, with the value the step saw', async () => {
    const text = 'FROM alpine\nARG A=1 B\nENV A=2\nRUN ["x", "y"]\n';
    expect(await historyOf(text)).toEqual(['ARG A=1 B', 'ENV A=2', 'RUN |2 A=2 B= x y # buildkit']);
  });
});

describe('predefined arguments', () => {
  test('proxies are hidden, in both cases, unless declared', async () => {
    const request = { buildArguments: { http_proxy: 'p:1', NO_PROXY: 'x' } };
    const hidden = await planRunOf('FROM alpine\nRUN x\n', { request });
    expect(hidden.hiddenEnvironment).toEqual([
      'HTTP_PROXY=p:1',
      'http_proxy=p:1',
      'NO_PROXY=x',
      'no_proxy=x',
    ]);
    expect(hidden.environment).toEqual([path]);
    const declared = await planRunOf('FROM alpine\nARG NO_PROXY\nRUN x\n', { request });
    expect(declared.environment).toEqual([path, 'NO_PROXY=x']);
    expect(declared.hiddenEnvironment).not.toContain('NO_PROXY=x');
  });

  test('of the platform are there once declared', async () => {
    const text =
      'FROM --platform=$BUILDPLATFORM alpine\nARG TARGETPLATFORM TARGETARCH BUILDPLATFORM TARGETVARIANT TARGETSTAGE\nRUN x\n';
    const run = await planRunOf(text, { request: { platforms: [arm64] }, hostPlatform: amd64 });
    expect(run.environment.slice(1)).toEqual([
      'TARGETPLATFORM=linux/arm64',
      'TARGETARCH=arm64',
      'BUILDPLATFORM=linux/amd64',
      'TARGETVARIANT=',
      'TARGETSTAGE=default',
    ]);
    expect(run.platform).toEqual(amd64);
  });

  test('TARGETSTAGE is the target, or the last stage', async () => {
    const text = 'FROM alpine AS one\nARG TARGETSTAGE\nRUN x\nFROM one AS two\nRUN y\n';
    const two = await planRunOf(text);
    expect(two.environment).toContain('TARGETSTAGE=two');
    const one = await planRunOf(text, { request: { target: 'one' } });
    expect(one.environment).toContain('TARGETSTAGE=one');
  });

  test('a --build-arg replaces a platform argument', async () => {
    const text = 'FROM alpine\nARG TARGETOS\nRUN x\n';
    expect(await environmentOf(text, { TARGETOS: 'plan9' })).toEqual(['TARGETOS=plan9']);
  });
});

describe('warnings', () => {
  async function warningsOf(text: string, buildArguments: Record<string, string> = {}) {
    const { warnings } = await planText(text, { request: { buildArguments } });
    return warnings.map(({ message }) => message);
  }

  test('of build arguments nothing declares', async () => {
    const given = { FOO: '1', A: '2', http_proxy: 'x', BUILDKIT_INLINE_CACHE: '1', Z: '' };
    expect(await warningsOf('FROM alpine AS x\nARG A\nFROM alpine\n', given)).toEqual([
      '[Warning] One or more build-args [FOO Z] were not consumed',
    ]);
  });

  test('of variables that are not there', async () => {
    expect(await warningsOf('FROM alpine\nENV NAME=1\nENV A=$NAM B=${X:-1}\n')).toEqual([
      "UndefinedVar: Usage of undefined variable '$NAM' (did you mean $NAME?)",
      "UndefinedVar: Usage of undefined variable '$X'",
    ]);
    expect(await warningsOf('FROM alpine\nARG A\nENV B=$A\n')).toEqual([]);
  });

  test('of arguments in FROM that nobody declares', async () => {
    expect(await warningsOf('ARG TAG\nFROM alpine${TAGG}\n')).toEqual([
      "UndefinedArgInFrom: FROM argument 'TAGG' is not declared (did you mean $TAG?)",
    ]);
  });
});

describe('ENV', () => {
  test('sees the variables as they were before the instruction', async () => {
    expect(
      await environmentOf(
        'FROM alpine\nENV abc=hello\nENV abc=bye def=$abc\nENV ghi=$abc\nRUN x\n',
      ),
    ).toEqual(['abc=bye', 'def=hello', 'ghi=bye']);
  });

  test('keeps its place in the config when set again', async () => {
    const image = await planImage('FROM scratch\nENV A=1 B=2\nENV A=3\n');
    expect(image.config.Env).toEqual([path, 'A=3', 'B=2']);
    expect(await historyOf('FROM scratch\nENV A=1 B="x y"\n')).toEqual(['ENV A=1 B=x y']);
  });

  test('PATH is added where the base has none, and only there', async () => {
    const images = {
      other: { config: { Env: ['X=1', 'PATH=/x'] } },
      bare: { config: { Env: ['X=1'] } },
    };
    expect((await planImage('FROM other\n', { images })).config.Env).toEqual(['X=1', 'PATH=/x']);
    expect((await planImage('FROM bare\n', { images })).config.Env).toEqual(['X=1', path]);
  });
});
