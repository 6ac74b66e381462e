import { describe, expect, test } from 'vitest';
import { planImage, planText } from './testing/plan-text.ts';
import { chain, historyOf } from './testing/plan-views.ts';

async function configOf(text: string, settings = {}) {
  return (await planImage(text, settings)).config;
}

const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

test('an image from scratch has PATH and the root as its directory', async () => {
  expect(await configOf('FROM scratch\n')).toEqual({ Env: [path], WorkingDir: '/' });
});

test('what the base image says stays, known to us or not', async () => {
  const config = {
    Env: ['A=1', 'PATH=/p'],
    User: 'u',
    Cmd: ['c'],
    Entrypoint: ['e'],
    ExposedPorts: { '80/tcp': {} },
    Volumes: { '/v': {} },
    Labels: { l: '1' },
    StopSignal: 'SIGINT',
    Shell: ['ash', '-c'],
    Healthcheck: { Test: ['NONE'] },
    ArgsEscaped: true,
    Memory: 7,
  };
  const image = await planImage('FROM full\n', { images: { full: { config, author: 'me' } } });
  expect(image.config).toEqual(config);
  expect(image.author).toBe('me');
  expect(image.base?.config.config).toEqual(config);
});

describe('CMD and ENTRYPOINT', () => {
  const images = { full: { config: { Cmd: ['c'], Entrypoint: ['e'] } } };

  test('in shell and exec form', async () => {
    const text = 'FROM scratch\nCMD echo "$x"\nENTRYPOINT ["a", "b\\"c"]\n';
    expect(await configOf(text)).toMatchObject({
      Cmd: ['/bin/sh', '-c', 'echo "$x"'],
      Entrypoint: ['a', 'b"c'],
      ArgsEscaped: true,
    });
    expect(await historyOf(text)).toEqual([
      'CMD ["/bin/sh" "-c" "echo \\"$x\\""]',
      'ENTRYPOINT ["a" "b\\"c"]',
    ]);
  });

  test('ENTRYPOINT drops the CMD it inherits, from an image or a stage, and not its own', async () => {
    expect(await configOf('FROM full\nENTRYPOINT ["x"]\n', { images })).not.toHaveProperty('Cmd');
    expect(
      await configOf('FROM scratch AS a\nCMD ["y"]\nFROM a\nENTRYPOINT ["x"]\n'),
    ).not.toHaveProperty('Cmd');
    expect(await configOf('FROM full\nCMD ["y"]\nENTRYPOINT ["x"]\n', { images })).toMatchObject({
      Cmd: ['y'],
    });
    expect(await configOf('FROM full\nENTRYPOINT ["x"]\nCMD ["y"]\n', { images })).toMatchObject({
      Cmd: ['y'],
    });
    expect(await configOf('FROM full\n', { images })).toMatchObject({ Cmd: ['c'] });
  });

  test('may be emptied; the last one holds', async () => {
    expect(await configOf('FROM full\nENTRYPOINT []\nCMD []\n', { images })).not.toHaveProperty(
      'Entrypoint',
    );
    expect(await historyOf('FROM full\nCMD []\n', { images })).toEqual(['CMD []']);
    expect(await configOf('FROM full\nCMD ["1"]\nCMD ["2"]\n', { images })).toMatchObject({
      Cmd: ['2'],
    });
  });
});

describe('WORKDIR', () => {
  test('joins the one before and makes a directory that belongs to USER', async () => {
    const image = await planImage('FROM alpine\nWORKDIR /a\nUSER u\nWORKDIR b/../c/\n');
    expect(chain(image.root).slice(1)).toMatchObject([
      { kind: 'directory', path: '/a' },
      { kind: 'directory', path: '/a/c', user: 'u' },
    ]);
    expect(chain(image.root)[1]).not.toHaveProperty('user');
    expect(image.config.WorkingDir).toBe('/a/c');
    expect(image.history.map(({ createdBy, vertex }) => [createdBy, vertex?.kind])).toEqual([
      ['WORKDIR /a', 'directory'],
      ['USER u', undefined],
      ['WORKDIR /a/c', 'directory'],
    ]);
  });

  test('of the root makes nothing', async () => {
    const image = await planImage('FROM alpine\nWORKDIR /a\nWORKDIR /\n');
    expect(chain(image.root)).toHaveLength(2);
    expect(image.config.WorkingDir).toBe('/');
    expect(image.history[1]).toEqual({ createdBy: 'WORKDIR /', comment: 'buildkit.dockerfile.v0' });
  });

  test('expands, and an absolute one stays as written', async () => {
    expect((await configOf('FROM scratch\nENV D=/x\nWORKDIR $D/\n')).WorkingDir).toBe('/x/');
    expect((await configOf('FROM scratch\nWORKDIR /x/../y\n')).WorkingDir).toBe('/x/../y');
  });
});

describe('EXPOSE', () => {
  test('normalises ports, ranges and protocols', async () => {
    const text =
      'FROM scratch\nENV P="7000 7001/UDP"\nEXPOSE 80 90-91/udp $P 127.0.0.1:8080:81 9000-9001:82\n';
    expect((await configOf(text)).ExposedPorts).toEqual(
      Object.fromEntries(
        ['80/tcp', '90/udp', '91/udp', '7000/tcp', '7001/udp', '81/tcp', '82/tcp'].map((port) => [
          port,
          {},
        ]),
      ),
    );
    expect(await historyOf('FROM scratch\nEXPOSE 80 90-91/udp\n')).toEqual([
      'EXPOSE [80/tcp 90/udp 91/udp]',
    ]);
  });

  test.each([
    ['80/ftp', /invalid proto: ftp/],
    ['x', /invalid containerPort: x/],
    ['65536', /invalid containerPort/],
    ['9-8', /invalid containerPort/],
    ['/tcp', /no port specified/],
    ['1-2:3-5', /invalid ranges/],
    ['a:80:80', /invalid IP address: a/],
    ['1.2.3.4:x:80', /invalid hostPort: x/],
  ])('%s', async (word, message) => {
    await expect(planText(`FROM scratch\nEXPOSE ${word}\n`)).rejects.toThrow(message);
  });

  test('takes an IPv6 address', async () => {
    expect((await configOf('FROM scratch\nEXPOSE [::1]:80:80\n')).ExposedPorts).toEqual({
      '80/tcp': {},
    });
  });
});

describe('HEALTHCHECK', () => {
  test('in all its forms', async () => {
    const text =
      'FROM scratch\nHEALTHCHECK --interval=90s --timeout=1h0m1.5s --start-period=200ms --start-interval=1s --retries=3 CMD curl "$x"\n';
    expect((await configOf(text)).Healthcheck).toEqual({
      Test: ['CMD-SHELL', 'curl "$x"'],
      Interval: 90e9,
      Timeout: 3601.5e9,
      StartPeriod: 200e6,
      StartInterval: 1e9,
      Retries: 3,
    });
    expect(await historyOf(text)).toEqual([
      'HEALTHCHECK {Test:[CMD-SHELL curl "$x"] Interval:1m30s Timeout:1h0m1.5s StartPeriod:200ms StartInterval:1s Retries:3}',
    ]);
    expect((await configOf('FROM scratch\nHEALTHCHECK CMD ["a", "b"]\n')).Healthcheck).toEqual({
      Test: ['CMD', 'a', 'b'],
    });
    expect((await configOf('FROM scratch\nHEALTHCHECK NONE\n')).Healthcheck).toEqual({
      Test: ['NONE'],
    });
  });
});

test('LABEL, VOLUME, USER, SHELL, STOPSIGNAL, MAINTAINER', async () => {
  const text = `FROM scratch
ENV S=9 V=/v U=me
LABEL a=1 "b c"="$U x" a=2
VOLUME $V /w
USER $U:g
SHELL ["/bin/bash", "-c"]
STOPSIGNAL $S
MAINTAINER A B <a@b>
`;
  const image = await planImage(text);
  expect(image.config).toMatchObject({
    Labels: { a: '2', 'b c': 'me x' },
    Volumes: { '/v': {}, '/w': {} },
    User: 'me:g',
    Shell: ['/bin/bash', '-c'],
    StopSignal: '9',
  });
  expect(image.author).toBe('A B <a@b>');
  expect(image.history.slice(1).map(({ createdBy }) => createdBy)).toEqual([
    'LABEL a=1 b c=me x a=2',
    'VOLUME [/v /w]',
    'USER me:g',
    'SHELL [/bin/bash -c]',
    'STOPSIGNAL 9',
    'MAINTAINER A B <a@b>',
  ]);
  expect(image.history.every(({ comment }) => comment === 'buildkit.dockerfile.v0')).toBe(true);
});

test('STOPSIGNAL must be a signal', async () => {
  for (const signal of ['SIGTERM', 'kill', 'RTMIN+3', 'SIGRTMAX-14', '99'])
    expect((await configOf(`FROM scratch\nSTOPSIGNAL ${signal}\n`)).StopSignal).toBe(signal);
  for (const signal of ['SIGNOPE', '0', 'RTMIN+99'])
    await expect(planText(`FROM scratch\nSTOPSIGNAL ${signal}\n`)).rejects.toThrow(
      `invalid signal: ${signal}`,
    );
});

test('VOLUME must not expand to nothing', async () => {
  await expect(planText('FROM scratch\nVOLUME $NONE\n')).rejects.toThrow(
    'VOLUME specified can not be an empty string',
  );
});

test('--label adds to the image, and only to the target', async () => {
  const labels = { b: '2', c: '3' };
  const text = 'FROM scratch AS a\nLABEL a=1 b=1\nFROM a\n';
  expect((await configOf(text, { request: { labels } })).Labels).toEqual({
    a: '1',
    b: '2',
    c: '3',
  });
  expect(await historyOf(text, { request: { labels } })).toEqual(['LABEL a=1 b=1']);
});

test('members that say nothing are left out', async () => {
  const config = { Cmd: null, Labels: null, Volumes: {}, User: '', Env: ['PATH=/p'] };
  expect(
    await configOf('FROM empty\nUSER ""\nEXPOSE $NONE\n', { images: { empty: { config } } }),
  ).toEqual({ Env: ['PATH=/p'] });
});

test.each([
  ['Env', 'PATH=/'],
  ['Cmd', [1]],
  ['Labels', { a: {} }],
  ['WorkingDir', 7],
  ['Volumes', ['/v']],
])('a base image whose %s is no config is told of', async (name, value) => {
  // What a registry sends may have any form.
  const config = { [name]: value } as never;
  await expect(planText('FROM bad\n', { images: { bad: { config } } })).rejects.toMatchObject({
    code: 'IMAGE_NOT_FOUND',
    message: expect.stringContaining(`is damaged: ${name}`),
    lines: { start: 1, end: 1 },
  });
});
