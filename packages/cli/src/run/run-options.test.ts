import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildProgram } from '../build-program.ts';
import { FakeInput, FakeOutput, fakeContext } from '../testing/fake-context.ts';
import { buildCommands } from '../tree/build-commands.ts';
import type { CommandInput } from '../tree/command-input.ts';
import { plainFlags } from '../tree/plain-flags.ts';
import { containerCommand } from './container-command.ts';
import { containerEnvironment } from './environment-options.ts';
import { parsePublished } from './port-option.ts';
import { type RunSettings, readRunSettings } from './read-run-settings.ts';
import { parseSignal, SignalRelay } from './stop-signals.ts';
import { parseTmpfs, parseVolume } from './volume-option.ts';

async function read(words: readonly string[], atTerminal = false): Promise<RunSettings> {
  const context = fakeContext({
    stdin: new FakeInput({ isTTY: atTerminal }),
    stdout: new FakeOutput({ isTTY: atTerminal }),
  });
  let taken: CommandInput | undefined;
  const tree = buildCommands.map((spec) => ({
    ...spec,
    load: async () => ({
      run: async (_: unknown, input: CommandInput) => {
        taken = input;
      },
    }),
  }));
  const words_ = plainFlags(tree, ['run', ...words]);
  await buildProgram(tree, context).parseAsync([...words_], { from: 'user' });
  if (!taken) throw new Error('not run');
  return readRunSettings(context, taken);
}

describe('options', () => {
  it('end at the image: what follows is the command, dashes or not', async () => {
    const settings = await read([
      '-e',
      'A=1',
      '--rm=true',
      'app',
      'ls',
      '-e',
      '--rm=true',
      '--',
      '-x',
    ]);
    expect(settings).toMatchObject({
      image: 'app',
      command: ['ls', '-e', '--rm=true', '--', '-x'],
      env: ['A=1'],
      network: 'default',
      pull: 'missing',
      stopTimeout: 10_000,
      terminal: false,
    });
  });

  it('may be joined, and be Docker’s', async () => {
    const words = ['-itw/x', '-uroot:1', '-p80:81', '--network=bridge', '--cap-drop=all'];
    const settings = await read(
      [...words, '--cap-add', 'net_admin', '--hostname', 'h', 'app'],
      true,
    );
    expect(settings).toMatchObject({
      interactive: true,
      terminal: true,
      workingDirectory: '/x',
      user: 'root:1',
      network: 'default',
      hostname: 'h',
      capabilities: { added: ['CAP_NET_ADMIN'], dropped: 'all' },
      ports: [{ hostPort: 80, containerPort: 81, protocol: 'tcp' }],
    });
  });

  it.each([
    [['-it'], /no terminal/],
    [['-w', 'x'], /must be absolute/],
    [['--network', 'hots'], /there is no such network/],
    [['--network', 'none', '-p', '80:80'], /no ports with/],
    [['--pull', 'sometimes'], /no such word/],
    [['--stop-signal', 'SIGFOO'], /--stop-signal SIGFOO: there is no such signal/],
    [['--stop-timeout', 'soon'], /expected seconds/],
    [['--hostname', '-x'], /no name for a host/],
    [['--cap-add', 'net admin'], /no such capability/],
    [['--cap-drop', 'FOO'], /--cap-drop FOO: there is no such capability/],
    [['--plattform', 'x'], /Did you mean --platform/],
  ])('%j is refused', async (words, message) => {
    await expect(read([...words, 'app'])).rejects.toThrow(message);
  });
});

describe('volumes', () => {
  it.each([
    ['/a:/b', { kind: 'bind', source: '/a', target: '/b', readOnly: false }],
    ['./a:/b/:ro,z', { kind: 'bind', source: resolve('a'), target: '/b', readOnly: true }],
    ['.:/b', { kind: 'bind', source: resolve('.'), target: '/b', readOnly: false }],
    ['data:/b/../c', { kind: 'volume', name: 'data', target: '/c', readOnly: false }],
    ['/b', { kind: 'throwaway', target: '/b' }],
  ])('%s', (text, expected) => {
    expect(parseVolume(text)).toEqual(expected);
  });

  it.each(['a:b', ':/b', '/a:/b:rx', '/a:/', 'a/b:/c', '~/x:/y', '/a:/b:ro:x', 'rel'])(
    '%s is refused',
    (text) => {
      expect(() => parseVolume(text)).toThrow();
    },
  );

  it('tmpfs may have a size and a mode', () => {
    expect(parseTmpfs('/t:size=1m,mode=1777,noexec')).toEqual({
      kind: 'tmpfs',
      target: '/t',
      size: 2 ** 20,
      mode: 0o1777,
    });
    expect(() => parseTmpfs('/t:what')).toThrow('neither');
  });
});

describe('ports', () => {
  const port = (hostPort: number, containerPort: number, more = {}) => ({
    hostPort,
    containerPort,
    protocol: 'tcp',
    ...more,
  });
  it.each([
    ['8080:80', [port(8080, 80)]],
    ['80', [port(80, 80)]],
    ['127.0.0.1:8080:80', [port(8080, 80, { hostAddress: '127.0.0.1' })]],
    ['[::1]:8080:80', [port(8080, 80, { hostAddress: '::1' })]],
    ['127.0.0.1::80', [port(80, 80, { hostAddress: '127.0.0.1' })]],
    ['53:53/udp', [port(53, 53, { protocol: 'udp' })]],
    ['8000-8001:80-81', [port(8000, 80), port(8001, 81)]],
  ])('%s', (text, expected) => {
    expect(parsePublished(text)).toEqual(expected);
  });

  it.each(['0:80', '70000:80', 'host:80:80', '80:80/sctp', '1-3:1-2', '5-1:1-5', 'x', '80:'])(
    '%s is refused',
    (text) => {
      expect(() => parsePublished(text)).toThrow(/--publish/);
    },
  );
});

describe('the command', () => {
  const config = { Entrypoint: ['/entry', '-a'], Cmd: ['serve'] };
  it.each([
    [config, [], undefined, ['/entry', '-a', 'serve']],
    [config, ['x', 'y'], undefined, ['/entry', '-a', 'x', 'y']],
    [config, [], 'sh', ['sh']],
    [config, ['-c', 'x'], 'sh', ['sh', '-c', 'x']],
    [config, ['x'], '', ['x']],
    [{ Cmd: ['sh'] }, [], undefined, ['sh']],
    [{ Entrypoint: null, Cmd: null }, ['x'], undefined, ['x']],
  ])('%j %j --entrypoint %j', (image, command, entrypoint, expected) => {
    expect(containerCommand(image, { command, entrypoint })).toEqual(expected);
  });

  it('there must be one', () => {
    expect(() => containerCommand(config, { command: [], entrypoint: '' })).toThrow('no command');
    expect(() => containerCommand(undefined, { command: [], entrypoint: undefined })).toThrow();
  });
});

describe('variables', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-env-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("are the image's, then the files', then those given", async () => {
    const file = join(folder, 'env');
    await writeFile(file, '\ufeff# comment\n\nA=file\n  B="quoted" \nHOST\nNONE\n');
    const result = await containerEnvironment(['PATH=/bin', 'A=image', 'C=image'], {
      files: [file],
      env: ['C=given', 'D=1=2'],
      variables: { HOST: 'me' },
    });
    expect(result).toEqual(['PATH=/bin', 'A=file', 'C=given', 'B="quoted" ', 'HOST=me', 'D=1=2']);
  });

  it('of a file that is absent or malformed are refused', async () => {
    const bad = join(folder, 'bad');
    await writeFile(bad, 'A B=1\n');
    const options = (file: string) => ({ files: [file], env: [], variables: {} });
    await expect(containerEnvironment([], options(bad))).rejects.toThrow('a name has no spaces');
    await expect(containerEnvironment([], options(join(folder, 'no')))).rejects.toThrow('ENOENT');
  });
});

describe('signals', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function start(stopSignal?: NodeJS.Signals) {
    const sent: string[] = [];
    let abandoned = 0;
    const relay = new SignalRelay({
      stopSignal,
      timeout: 10_000,
      abandon: () => {
        abandoned += 1;
      },
    });
    const begin = () => relay.started({ kill: (signal) => void sent.push(signal) });
    return { relay, sent, begin, abandoned: () => abandoned };
  }

  it('have names and numbers', () => {
    expect(['TERM', 'sigterm', '15'].map((text) => parseSignal(text, 'x'))).toEqual(
      Array.from({ length: 3 }, () => 'SIGTERM'),
    );
  });

  it('are passed on; what ends becomes the stop signal, then a kill', () => {
    const { relay, sent, begin } = start('SIGQUIT');
    begin();
    relay.take('SIGHUP');
    relay.take('SIGINT');
    vi.advanceTimersByTime(9_999);
    expect(sent).toEqual(['SIGHUP', 'SIGQUIT']);
    vi.advanceTimersByTime(1);
    expect(sent).toEqual(['SIGHUP', 'SIGQUIT', 'SIGKILL']);
  });

  it('without a stop signal stay what they are; the third kills', () => {
    const { relay, sent, begin } = start();
    begin();
    relay.take('SIGINT');
    relay.take('SIGTERM');
    relay.take('SIGINT');
    expect(sent).toEqual(['SIGINT', 'SIGTERM', 'SIGKILL']);
  });

  it('abandon what has not begun, and do nothing at the end', () => {
    const { relay, sent, begin, abandoned } = start();
    relay.take('SIGHUP');
    expect(abandoned()).toBe(0);
    relay.take('SIGINT');
    expect(abandoned()).toBe(1);
    begin();
    relay.take('SIGINT');
    relay.ended();
    vi.advanceTimersByTime(60_000);
    expect(sent).toEqual(['SIGINT']);
  });

  it('wait for what is about to begin; the third abandons it', () => {
    const { relay, sent, begin, abandoned } = start('SIGQUIT');
    relay.starting();
    relay.take('SIGHUP');
    relay.take('SIGTERM');
    expect(abandoned()).toBe(0);
    relay.take('SIGTERM');
    expect(abandoned()).toBe(1);
    begin();
    expect(sent).toEqual(['SIGHUP', 'SIGQUIT']);
    relay.ended();
  });
});
