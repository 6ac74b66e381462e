import { describe, expect, test } from 'vitest';
import { planText } from './testing/plan-text.ts';
import { historyOf, planRunOf } from './testing/plan-views.ts';

async function argumentsOf(text: string) {
  return (await planRunOf(text)).arguments;
}

describe('the command', () => {
  test('is run by the shell, as SHELL set it, or as it is', async () => {
    expect(await argumentsOf('FROM alpine\nRUN echo "$x" \\\n  && y\n')).toEqual([
      '/bin/sh',
      '-c',
      'echo "$x"   && y',
    ]);
    expect(await argumentsOf('FROM alpine\nSHELL ["bash", "-ec"]\nRUN x\n')).toEqual([
      'bash',
      '-ec',
      'x',
    ]);
    expect(await argumentsOf('FROM alpine\nSHELL ["bash", "-ec"]\nRUN ["a b", "$c"]\n')).toEqual([
      'a b',
      '$c',
    ]);
    expect(await argumentsOf("FROM alpine\nRUN ['a']\n")).toEqual(['/bin/sh', '-c', "['a']"]);
  });

  test('takes the shell of the base image and of the base stage', async () => {
    const images = { powered: { config: { Shell: ['ash'] } } };
    const text = 'FROM powered AS a\nFROM a\nRUN x\n';
    expect((await planRunOf(text, { images })).arguments).toEqual(['ash', 'x']);
  });
});

describe('a here-document', () => {
  test('alone is what the shell runs', async () => {
    const run = await planRunOf('FROM alpine\nRUN <<EOF\n  a $b\nc\nEOF\n');
    expect(run.arguments).toEqual(['/bin/sh', '-c', '  a $b\nc\n']);
    expect(run.files).toEqual([]);
    expect(run.name).toBe('[2/2] RUN <<EOF (a $b...)');
    expect(await historyOf('FROM alpine\nRUN <<EOF\na\nEOF\n')).toEqual([
      'RUN /bin/sh -c a\n # buildkit',
    ]);
  });

  test('that starts with #! is a program', async () => {
    const run = await planRunOf('FROM alpine\nRUN <<EOF\n#!/usr/bin/env python\nprint()\nEOF\n');
    expect(run.arguments).toEqual(['/bin/sh', '-c', '/dev/pipes/EOF']);
    expect(run.files).toEqual([{ name: 'EOF', content: '#!/usr/bin/env python\nprint()\n' }]);
  });

  test('with a command is left to the shell', async () => {
    expect(await argumentsOf('FROM alpine\nRUN <<EOF cat\na\nEOF\n')).toEqual([
      '/bin/sh',
      '-c',
      '<<EOF cat\na\nEOF',
    ]);
    expect(await argumentsOf('FROM alpine\nRUN cat <<A 3<<"B" > x\n1\nA\n2\nB\n')).toEqual([
      '/bin/sh',
      '-c',
      'cat <<A 3<<"B" > x\n1\nA\n2\nB',
    ]);
  });

  test('loses its tabs where asked: a shell that reads it takes them itself', async () => {
    expect(await argumentsOf('FROM alpine\nRUN cat <<-EOF\n\ta\n\tEOF\n')).toEqual([
      '/bin/sh',
      '-c',
      'cat <<-EOF\n\ta\nEOF',
    ]);
    expect(await argumentsOf('FROM alpine\nRUN <<-EOF\n\techo\n\tEOF\n')).toEqual([
      '/bin/sh',
      '-c',
      'echo\n',
    ]);
  });
});

describe('the process', () => {
  test('runs as USER in WORKDIR under a host name', async () => {
    const run = await planRunOf('FROM alpine\nUSER a:b\nWORKDIR /x\nWORKDIR y\nRUN z\n', {
      request: {
        extraHosts: ['h:1.2.3.4'],
        shmSize: 5,
        ulimits: [{ name: 'nofile', soft: 1, hard: 2 }],
      },
    });
    expect(run).toMatchObject({
      user: 'a:b',
      workingDirectory: '/x/y',
      hostname: 'buildkitsandbox',
      extraHosts: ['h:1.2.3.4'],
      shmSize: 5,
      ulimits: [{ name: 'nofile', soft: 1, hard: 2 }],
      network: 'default',
      security: 'sandbox',
    });
    const named = { buildArguments: { BUILDKIT_SANDBOX_HOSTNAME: 'other' } };
    expect((await planRunOf('FROM alpine\nRUN x\n', { request: named })).hostname).toBe('other');
  });

  test("starts with the base image's user and directory", async () => {
    const images = { app: { config: { User: '1001', WorkingDir: 'srv' } } };
    expect(await planRunOf('FROM app\nRUN x\n', { images })).toMatchObject({
      user: '1001',
      workingDirectory: '/srv',
    });
  });
});

describe('--network and --security', () => {
  const allowed = { allow: new Set(['network.host', 'security.insecure'] as const) };

  test('say what they say, else what the build says', async () => {
    const network = async (flag: string, all: 'default' | 'none' | 'host') =>
      (await planRunOf(`FROM alpine\nRUN ${flag} x\n`, { request: { ...allowed, network: all } }))
        .network;
    expect(await network('--network=none', 'default')).toBe('none');
    expect(await network('--network=host', 'none')).toBe('host');
    expect(await network('--network=default', 'none')).toBe('none');
    expect(await network('', 'host')).toBe('host');
    const run = await planRunOf('FROM alpine\nRUN --security=insecure x\n', { request: allowed });
    expect(run.security).toBe('insecure');
  });

  test.each([
    ['--network=host', 'network.host', 'default'],
    ['', 'network.host', 'host'],
    ['--security=insecure', 'security.insecure', 'default'],
  ] as const)('%s needs to be allowed', async (flag, entitlement, network) => {
    await expect(
      planText(`FROM alpine\nRUN ${flag} x\n`, { request: { network } }),
    ).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
      message: `${entitlement} is not allowed`,
      advice: expect.stringContaining(`--allow ${entitlement}`),
      lines: { start: 2, end: 2 },
    });
  });
});

test('--no-cache is for all stages, --no-cache-filter for those it names', async () => {
  const text = 'FROM alpine AS One\nRUN 1\nFROM one\nRUN 2\n';
  const ignored = async (request: object) => {
    const run = await planRunOf(text, { request });
    return [run.parent.ignoreCache, run.ignoreCache];
  };
  expect(await ignored({})).toEqual([false, false]);
  expect(await ignored({ noCache: true })).toEqual([true, true]);
  expect(await ignored({ noCacheStages: ['ONE'] })).toEqual([true, false]);
  expect(await ignored({ noCacheStages: ['1'] })).toEqual([false, true]);
});
