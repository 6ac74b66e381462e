import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createUser, type SlipwayUser } from '../cli/slipway-user.ts';
import { containerStore } from '../support/container-store.ts';
import { runCommand } from '../support/run-command.ts';
import { makeScratchFolder, type ScratchFolder } from '../support/scratch-folder.ts';
import { administrator, type Hub, startHub } from '../support/start-hub.ts';
import { describeWithTools, toolPath } from '../support/tools.ts';

interface Inspected {
  readonly Digest: string;
  readonly Architecture: string;
  readonly Labels: Readonly<Record<string, string>>;
  readonly Layers: readonly string[];
}

let hub: Hub;
let folder: ScratchFolder;
let user: SlipwayUser;
let context: string;

/** Runs a tool whose credentials and stores are the test's own. */
function tool(name: string, ...args: string[]): Promise<string> {
  const store = name === 'podman' ? containerStore(folder, 'podman') : [];
  return runCommand(toolPath(name), [...store, ...args], {
    env: {
      DOCKER_CONFIG: folder.join('home/.docker'),
      REGISTRY_AUTH_FILE: folder.join('home/.docker/config.json'),
    },
  });
}

async function inspect(location: string, ...options: string[]): Promise<Inspected> {
  const text = await tool('skopeo', 'inspect', ...options, location);
  return JSON.parse(text) as Inspected;
}

/** Builds the test's context; answers the image's digest. */
async function build(...words: string[]): Promise<string> {
  const file = folder.join('metadata.json');
  await user.do('build', '--metadata-file', file, ...words, context);
  const metadata = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  return metadata['containerimage.digest'] ?? '';
}

beforeAll(async () => {
  folder = makeScratchFolder();
  hub = await startHub();
  mkdirSync(folder.join('home'));
  user = createUser(hub, folder.join('home'));
  const { name, password } = administrator;
  await user.run(['login', '-u', name, '--password-stdin'], password);
  context = folder.join('context');
  mkdirSync(context);
  writeFileSync(folder.join('context', 'a.txt'), 'hello\n');
  writeFileSync(
    folder.join('context', 'Dockerfile'),
    'FROM scratch\nLABEL made=here\nCOPY a.txt /a.txt\nCMD ["/a.txt"]\n',
  );
});

afterAll(async () => {
  await hub?.stop();
  await folder?.remove();
});

describeWithTools('skopeo', ['skopeo'], () => {
  test('reads the local store as the OCI layout that it is', async () => {
    const digest = await build('-t', 'admin/layout:1');
    const images = folder.join('home/.local/share/slipway/images');
    const found = await inspect(`oci:${images}:${hub.host}/admin/layout:1`);
    expect(found).toMatchObject({ Digest: digest, Labels: { made: 'here' } });
  });

  test.each(['gzip', 'zstd', 'uncompressed'])(
    'reads an OCI archive with layers in %s',
    async (compression) => {
      const file = folder.join(`${compression}.tar`);
      const output = `type=oci,dest=${file},compression=${compression},force-compression=true`;
      const digest = await build('-t', 'admin/archive:1', '-o', output);
      expect((await inspect(`oci-archive:${file}:1`)).Digest).toBe(digest);
      // Unpacked and hashed: config, layers and diffIDs agree.
      await tool(
        'skopeo',
        'copy',
        `oci-archive:${file}:1`,
        `dir:${folder.join(`dir-${compression}`)}`,
      );
    },
  );

  test('reads a Docker archive, and writes one that is loaded', async () => {
    const file = folder.join('docker.tar');
    await build('-t', 'admin/docker:1', '-o', `type=docker,dest=${file}`);
    expect((await inspect(`docker-archive:${file}`)).Labels).toEqual({ made: 'here' });
    const back = folder.join('back.tar');
    await tool(
      'skopeo',
      'copy',
      `docker-archive:${file}`,
      `docker-archive:${back}:example.com/back:1`,
    );
    expect(await user.do('load', '-i', back)).toBe('Loaded image: example.com/back:1\n');
    expect(await user.do('inspect', 'local:example.com/back:1')).toMatch(/linux\/amd64/);
  });

  test('reads what is saved, an index of two platforms whole', async () => {
    await build('-t', 'admin/multi:1', '--platform', 'linux/amd64,linux/arm64');
    const file = folder.join('multi.tar');
    await user.do('save', '-q', '-o', file, 'admin/multi:1');
    for (const architecture of ['amd64', 'arm64']) {
      const options = ['--override-arch', architecture];
      const found = await inspect(`oci-archive:${file}:1`, ...options);
      expect(found.Architecture).toBe(architecture);
    }
    expect((await inspect(`docker-archive:${file}`)).Layers).toHaveLength(1);
  });
});

describeWithTools('crane', ['crane'], () => {
  test('finds what a build pushed to be valid, on every platform', async () => {
    const name = `${hub.host}/admin/pushed:1`;
    const digest = await build('-t', name, '--platform', 'linux/amd64,linux/arm64', '--push');
    expect(await tool('crane', 'digest', name)).toBe(digest);
    for (const architecture of ['amd64', 'arm64']) {
      await tool('crane', 'validate', `--platform=linux/${architecture}`, '--remote', name);
    }
  });

  test('and a layout that a build wrote to a folder', async () => {
    const path = folder.join('layout-folder');
    const digest = await build('-t', 'admin/folder:1', '-o', `type=oci,tar=false,dest=${path}`);
    const name = `${hub.host}/admin/from-folder:1`;
    await tool('crane', 'push', path, name);
    expect(await tool('crane', 'digest', name)).toBe(digest);
  });

  test('a base on the hub is neither fetched nor sent', async () => {
    const base = `${hub.host}/admin/base:1`;
    await tool('crane', 'append', '--new_layer', await tarball(), '--new_tag', base);
    const file = folder.join('Dockerfile.base');
    writeFileSync(file, `FROM ${base}\nLABEL on=top\n`);
    await user.do(
      'build',
      '-f',
      file,
      '-t',
      `${hub.host}/admin/child:1`,
      '-o',
      'type=registry',
      context,
    );
    await tool('crane', 'validate', '--remote', `${hub.host}/admin/child:1`);
    const manifest = JSON.parse(await tool('crane', 'manifest', base)) as {
      layers: { digest: string }[];
    };
    const names = await runCommand('ls', [
      folder.join('home/.local/share/slipway/images/blobs/sha256'),
    ]);
    expect(names).not.toContain(manifest.layers[0]?.digest.slice('sha256:'.length));
  });
});

/** A tar of random bytes. */
async function tarball(): Promise<string> {
  writeFileSync(folder.join('random'), randomBytes(100_000));
  const file = folder.join('random.tar');
  await runCommand('tar', ['-cf', file, '-C', folder.path, 'random']);
  return file;
}

describeWithTools('podman', ['podman'], () => {
  test('loads what is saved, and is loaded from', async () => {
    await build('-t', 'example.com/kirtan/carried:1');
    const file = folder.join('carried.tar');
    await user.do('save', '-o', file, 'example.com/kirtan/carried:1');
    expect(await tool('podman', 'load', '-i', file)).toContain('example.com/kirtan/carried:1');
    const back = folder.join('podman.tar');
    await tool('podman', 'save', '-o', back, 'example.com/kirtan/carried:1');
    await user.do('rmi', 'example.com/kirtan/carried:1');
    expect(await user.do('load', '-q', '-i', back)).toContain('example.com/kirtan/carried:1');
    expect(await user.do('images')).toMatch(/example\.com\/kirtan\/carried +1 /);
  });
});

test('a pull and a sweep at the same time lose nothing', async () => {
  const name = `${hub.host}/admin/raced:1`;
  await build('-t', name, '--push');
  await user.do('rmi', name);
  const prunes = (async () => {
    for (let time = 0; time < 4; time++) await user.do('prune', '--force');
  })();
  for (let time = 0; time < 4; time++) {
    await user.do('pull', '-q', name);
    expect(await user.do('history', '-q', name)).not.toBe('');
    await user.do('save', '-q', '-o', folder.join('raced.tar'), name);
    await user.do('rmi', name);
  }
  await prunes;
});
