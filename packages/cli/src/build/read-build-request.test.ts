import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BuildRequest } from '@slipway/builder';
import { CommanderError } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildProgram } from '../build-program.ts';
import { CliError } from '../cli-error.ts';
import { type FakeContext, FakeInput, fakeContext } from '../testing/fake-context.ts';
import { buildCommands } from '../tree/build-commands.ts';
import type { CommandInput } from '../tree/command-input.ts';
import { plainFlags } from '../tree/plain-flags.ts';
import { readBuildRequest } from './read-build-request.ts';

const hub = 'hub.example:5000';
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-request-'));
  await mkdir(join(folder, 'app/docker'), { recursive: true });
  await writeFile(join(folder, 'app/docker/Dockerfile'), 'FROM scratch\n');
  await writeFile(join(folder, 'Outside'), 'FROM outside\n');
  await writeFile(join(folder, 'Outside.dockerignore'), '*.log\n');
  await writeFile(join(folder, 'token'), 'secret');
  await symlink('../Outside', join(folder, 'app/link'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Parses words as the program does, without running the command. */
async function inputOf(words: readonly string[], context: FakeContext): Promise<CommandInput> {
  let taken: CommandInput | undefined;
  const tree = buildCommands.map((spec) => ({
    ...spec,
    load: async () => ({
      run: async (_: unknown, input: CommandInput) => {
        taken = input;
      },
    }),
  }));
  const program = buildProgram(tree, context);
  await program.parseAsync([...plainFlags(tree, ['build', ...words])], { from: 'user' });
  if (!taken) throw new Error('not run');
  return taken;
}

async function read(
  words: readonly string[],
  options: { env?: Record<string, string>; input?: string } = {},
): Promise<BuildRequest> {
  const context = fakeContext({
    environment: options.env ?? {},
    ...(options.input === undefined ? {} : { stdin: new FakeInput({ text: options.input }) }),
  });
  return readBuildRequest(context, await inputOf(words, context), hub);
}

/** The request of these options with a context that exists. */
function options(...words: string[]): Promise<BuildRequest> {
  return read([...words, folder]);
}

async function failure(...words: string[]): Promise<string> {
  try {
    await options(...words);
  } catch (error) {
    if (error instanceof CliError) return `${error.exitCode}: ${error.message} | ${error.advice}`;
    if (error instanceof CommanderError) return error.message;
    throw error;
  }
  throw new Error('accepted');
}

describe('options', () => {
  it('without any: the image goes to the local store', async () => {
    expect(await options()).toEqual({
      context: { kind: 'directory', path: folder },
      dockerfile: { kind: 'in-context', path: undefined },
      namedContexts: new Map(),
      platforms: [],
      buildArguments: {},
      labels: {},
      annotations: [],
      tags: [],
      noCache: false,
      noCacheStages: [],
      pull: false,
      secrets: [],
      ssh: [],
      network: 'default',
      extraHosts: [],
      ulimits: [],
      allow: new Set(),
      outputs: [{ type: 'image', attributes: {} }],
      cacheFrom: [],
      cacheTo: [],
    });
  });

  it.each<[string[], Partial<BuildRequest>]>([
    [
      ['-t', 'a/b', '-ta/b:2', '--tag=docker.io/x:1'],
      { tags: [`${hub}/a/b:latest`, `${hub}/a/b:2`, 'docker.io/library/x:1'] },
    ],
    [['--target', 'test'], { target: 'test' }],
    [['--no-cache'], { noCache: true }],
    [['--no-cache=true', '--pull=true'], { noCache: true, pull: true }],
    [['--no-cache=false', '--pull=false', '--push=0'], { noCache: false, pull: false }],
    [
      ['--no-cache-filter', 'a,b', '--no-cache-filter=c'],
      { noCacheStages: ['a', 'b', 'c'], noCache: false },
    ],
    [['--build-arg', 'A=1=2', '--build-arg', 'B='], { buildArguments: { A: '1=2', B: '' } }],
    [['--label', 'a=b', '--label', 'c'], { labels: { a: 'b', c: '' } }],
    [
      ['--platform', 'linux/amd64,linux/arm64', '--platform', 'arm'],
      {
        platforms: [
          { os: 'linux', architecture: 'amd64' },
          { os: 'linux', architecture: 'arm64' },
          { os: 'linux', architecture: 'arm' },
        ],
      },
    ],
    [
      ['--annotation', 'a=b', '--annotation', 'index,manifest[linux/amd64]:c=d=e:f'],
      {
        annotations: [
          { level: 'manifest', key: 'a', value: 'b' },
          { level: 'index', key: 'c', value: 'd=e:f' },
          {
            level: 'manifest',
            platform: { os: 'linux', architecture: 'amd64' },
            key: 'c',
            value: 'd=e:f',
          },
        ],
      },
    ],
    [['--network', 'none'], { network: 'none' }],
    [
      ['--network=host', '--allow', 'network.host'],
      { network: 'host', allow: new Set(['network.host']) },
    ],
    [
      ['--allow=network.host,security.insecure'],
      { allow: new Set(['network.host', 'security.insecure']) },
    ],
    [
      ['--add-host', 'db:10.0.0.1', '--add-host', 'six=[::1]', '--add-host', 'me:host-gateway'],
      {
        extraHosts: ['db:10.0.0.1', 'six:::1', 'me:host-gateway'],
      },
    ],
    [
      ['--shm-size', '64m', '--ulimit', 'nofile=10:20', '--ulimit=core=-1'],
      {
        shmSize: 64 * 2 ** 20,
        ulimits: [
          { name: 'nofile', soft: 10, hard: 20 },
          { name: 'core', soft: -1, hard: -1 },
        ],
      },
    ],
    [
      ['--ssh', 'default=/run/agent', '--ssh=k=/a,/b'],
      {
        ssh: [
          { id: 'default', paths: ['/run/agent'] },
          { id: 'k', paths: ['/a', '/b'] },
        ],
      },
    ],
    [['-o', '/out'], { outputs: [{ type: 'local', destination: '/out', attributes: {} }] }],
    [['-o', '-'], { outputs: [{ type: 'tar', destination: '-', attributes: {} }] }],
    [
      ['--output', 'type=oci,dest=/a.tar,compression=zstd'],
      {
        outputs: [{ type: 'oci', destination: '/a.tar', attributes: { compression: 'zstd' } }],
      },
    ],
    [
      ['-o', 'type=image,"name=a/b,x.io/b:1",push=true'],
      {
        outputs: [
          { type: 'image', attributes: { name: `${hub}/a/b:latest,x.io/b:1`, push: 'true' } },
        ],
      },
    ],
    [['-o', 'type=docker'], { outputs: [{ type: 'image', attributes: {} }] }],
    [
      ['-o', '/out', '--load'],
      {
        outputs: [
          { type: 'local', destination: '/out', attributes: {} },
          { type: 'image', attributes: {} },
        ],
      },
    ],
    [['-t', 'a/b', '--push'], { outputs: [{ type: 'image', attributes: { push: 'true' } }] }],
    [
      ['--cache-from', 'a/b', '--cache-from', 'type=local,src=/c'],
      {
        cacheFrom: [
          { type: 'registry', attributes: { ref: `${hub}/a/b:latest` } },
          { type: 'local', attributes: { src: '/c' } },
        ],
      },
    ],
    [
      ['--cache-to', 'type=registry,ref=docker.io/a/b:c,mode=max', '--cache-to=type=inline'],
      {
        cacheTo: [
          { type: 'registry', attributes: { ref: 'docker.io/a/b:c', mode: 'max' } },
          { type: 'inline', attributes: {} },
        ],
      },
    ],
    [['--build-arg', 'BUILDKIT_INLINE_CACHE=1'], { cacheTo: [{ type: 'inline', attributes: {} }] }],
    [
      [
        '--build-context',
        'node:latest=docker-image://node:22',
        '--build-context',
        'l=oci-layout:///l:1',
      ],
      {
        namedContexts: new Map([
          ['node', { kind: 'image', reference: 'docker.io/library/node:22' }],
          ['l', { kind: 'oci-layout', path: '/l', reference: '1' }],
        ]),
      },
    ],
    [['--provenance=false', '--sbom=false', '--rm', '--force-rm', '--load'], { noCache: false }],
  ])('%j', async (words, expected) => {
    expect(await options(...words)).toMatchObject(expected);
  });

  it('values may come from the environment', async () => {
    const env = { TOKEN: 'x', SOURCE_DATE_EPOCH: '7', HTTP_PROXY: 'http://p' };
    const { buildArguments } = await read(['--build-arg', 'TOKEN', '--build-arg', 'NONE', folder], {
      env,
    });
    expect(buildArguments).toEqual({ TOKEN: 'x', SOURCE_DATE_EPOCH: '7' });
    const given = await read(['--build-arg', 'SOURCE_DATE_EPOCH=9', folder], { env });
    expect(given.buildArguments).toEqual({ SOURCE_DATE_EPOCH: '9' });
  });

  it('secrets are files or variables, found as BuildKit finds them', async () => {
    const words = [
      'id=a,src=FILE',
      'id=b,env=TOKEN',
      'type=env,id=TOKEN',
      'id=TOKEN',
      'source=FILE',
    ];
    const file = join(folder, 'token');
    const flags = words.flatMap((word) => ['--secret', word.replace('FILE', file)]);
    const { secrets } = await read([...flags, folder], { env: { TOKEN: 'x' } });
    expect(secrets).toEqual([
      { id: 'a', file },
      { id: 'b', environmentVariable: 'TOKEN' },
      { id: 'TOKEN', environmentVariable: 'TOKEN' },
      { id: 'TOKEN', environmentVariable: 'TOKEN' },
      { id: file, file },
    ]);
  });

  it.each([
    [
      ['--output', 'type=lokal,dest=x'],
      /^2: --output type=lokal,dest=x: there is no type "lokal" \| Did you mean "local"\?$/,
    ],
    [['--output', 'type=local'], /needs a dest/],
    [['--output', 'dest=x'], /it has no type/],
    [['-o', '-', '-o', 'type=oci'], /two outputs cannot both go to standard output/],
    [['--push'], /a push needs a name/],
    [['--network', 'hosts'], /^2: --network hosts: .*\| Did you mean "host"\?/],
    [['--network', 'host'], /--allow network\.host/],
    [['--allow', 'networkhost'], /Did you mean "network.host"/],
    [['--cache-to', 'type=gha'], /no type "gha" here \| Known: registry, local, inline/],
    [['--cache-to', 'type=local,dest=x,mode=most'], /mode is min or max/],
    [['--cache-from', 'type=inline'], /no type "inline"/],
    [['--cache-from', 'type=registry'], /ref= is missing/],
    [['--secret', 'id=a,src=/nonexistent'], /\/nonexistent cannot be read \(ENOENT\)/],
    [['--secret', 'id=a,file=x'], /there is no key "file"/],
    [['--secret', 'src'], /is no key=value pair/],
    [['--ssh', 'default'], /SSH_AUTH_SOCK is not set/],
    [['--platform', 'linux+amd64'], /is no platform/],
    [['--ulimit', 'nofiles=1'], /Did you mean "nofile"/],
    [['--ulimit', 'nofile=9:3'], /soft limit is above/],
    [['--shm-size', 'big'], /expected a size/],
    [['--add-host', 'db'], /expected name:address/],
    [['--annotation', 'x'], /expected key=value/],
    [['--annotation', 'indx:a=b'], /Did you mean "index"/],
    [['--build-context', 'x'], /expected name=value/],
    [['--build-context', 'x=target:y'], /"target:" is not known/],
    [['--build-arg', '=x'], /has no name/],
    [['--tag', 'a/UPPER'], /lower-case/i],
    [['--file', 'missing'], /--file missing: there is no such file/],
    [['--taget', 'x'], /--taget.*\(Did you mean --target\?\)/s],
  ])('%j is refused', async (words, message) => {
    expect(await failure(...words).catch((error: Error) => error.message)).toMatch(message);
  });
});

describe('the context and the Dockerfile', () => {
  it.each([
    ['https://github.com/a/b.git#main:dir', 'git'],
    ['https://host/a.git?ref=x', 'git'],
    ['github.com/a/b', 'git'],
    ['git@host:a/b.git', 'git'],
    ['ssh://git@host/a', 'git'],
    ['git://host/a', 'git'],
    ['https://host/a.tar.gz', 'http'],
    ['http://host/git', 'http'],
  ])('%s is %s', async (path, kind) => {
    expect((await read([path])).context).toMatchObject({ kind });
  });

  it('what is neither a folder nor a URL is refused', async () => {
    await expect(read([join(folder, 'token')])).rejects.toThrow('is no folder');
    await expect(read([join(folder, 'none')])).rejects.toThrow('is no folder');
  });

  it('a Dockerfile may be in the context, outside of it, or behind a link', async () => {
    const app = join(folder, 'app');
    expect((await read(['-f', join(app, 'docker/Dockerfile'), app])).dockerfile).toEqual({
      kind: 'in-context',
      path: 'docker/Dockerfile',
    });
    const outside = {
      kind: 'text',
      text: Buffer.from('FROM outside\n'),
    };
    expect((await read(['-f', join(folder, 'Outside'), app])).dockerfile).toEqual({
      ...outside,
      fileName: 'Outside',
      ignoreFile: Buffer.from('*.log\n'),
    });
    expect((await read(['-f', join(app, 'link'), app])).dockerfile).toEqual({
      ...outside,
      fileName: 'link',
    });
    expect((await read(['-f', 'sub/Dockerfile', 'https://h/a.git'])).dockerfile).toEqual({
      kind: 'in-context',
      path: 'sub/Dockerfile',
    });
  });

  it('standard input is a Dockerfile, a tar of the context, or the Dockerfile of a context', async () => {
    const text = 'FROM scratch\nCOPY a b\n';
    const dockerfile = { kind: 'text', fileName: 'Dockerfile', text: Buffer.from(text) };
    expect(await read(['-'], { input: text })).toMatchObject({
      context: { kind: 'empty' },
      dockerfile,
    });
    expect(await read(['-f', '-', folder], { input: text })).toMatchObject({
      context: { kind: 'directory', path: folder },
      dockerfile,
    });
    await expect(read(['-f', 'x', '-'], { input: text })).rejects.toThrow('is no tar');
    expect(await read(['-f', 'x', '-'], { input: 'BZh91' })).toMatchObject({
      context: { kind: 'tar' },
      dockerfile: { kind: 'in-context', path: 'x' },
    });
    await expect(read(['-f', '-', '-'], { input: text })).rejects.toThrow('cannot be both');
  });
});
