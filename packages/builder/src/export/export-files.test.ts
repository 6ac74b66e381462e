import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { openTarFile, readTar } from '@slipway/archive';
import { mediaTypes } from '@slipway/oci';
import { createArchiveSource, createLayoutSource } from '@slipway/remote';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NotCachedError } from '../execute/not-cached.ts';
import type { OutputRequest } from '../request/build-request.ts';
import { amd64, arm64, ExportScene, file } from './testing/export-scene.ts';

const isRoot = process.geteuid?.() === 0;

let scene: ExportScene;

beforeEach(async () => {
  scene = await ExportScene.open();
});

afterEach(() => scene.close());

async function sample(platform = amd64) {
  const layer = await scene.layer([file('a.txt', 'hello')]);
  return scene.executed({ platform, steps: [{ name: 'COPY a.txt /', layer }] });
}

describe('an archive', () => {
  const names = ['docker.io/library/app:1', 'hub.example/kirtan/app:2'];

  it('in OCI’s form is found by tag and by whole name', async () => {
    const destination = join(scene.folder, 'out.tar');
    const output: OutputRequest = { type: 'oci', destination, attributes: {} };
    const result = await scene.run([await sample()], [output], { request: { tags: names } });
    for (const reference of ['1', '2', ...names]) {
      const files = await openTarFile(destination);
      const source = await createArchiveSource(files, { name: destination, reference });
      expect((await source.resolve()).digest, reference).toBe(result.image?.digest);
      await source.close?.();
    }
    expect(await scene.images.list()).toEqual([]);
  });

  it('in Docker’s form is what docker load reads', async () => {
    const destination = join(scene.folder, 'out.tar');
    const output: OutputRequest = { type: 'docker', destination, attributes: {} };
    const result = await scene.run([await sample()], [output], { request: { tags: names } });
    expect(result.image?.mediaType).toBe(mediaTypes.dockerManifest);
    const files = await openTarFile(destination);
    const chunks: Uint8Array[] = [];
    for await (const chunk of files.open('manifest.json')) chunks.push(Uint8Array.from(chunk));
    await files.close();
    const [saved] = JSON.parse(Buffer.concat(chunks).toString()) as { RepoTags: string[] }[];
    expect(saved?.RepoTags).toEqual(['app:1', 'hub.example/kirtan/app:2']);
  });

  it('goes to standard output, the same bytes each time', async () => {
    const output: OutputRequest = { type: 'oci', destination: '-', attributes: {} };
    const built = await sample();
    await scene.run([built], [output], { request: { tags: names } });
    const first = Buffer.concat(scene.written.splice(0));
    await scene.run([built], [output], { request: { tags: names } });
    expect(Buffer.concat(scene.written).equals(first)).toBe(true);
    const entries: string[] = [];
    for await (const { header } of readTar(pieces(first))) entries.push(String(header.name));
    expect(entries.map((each) => Buffer.from(each).toString())).toHaveLength(6);
  });

  it('says of its image what was said for the descriptor', async () => {
    const destination = join(scene.folder, 'out.tar');
    const attributes = { 'annotation-manifest-descriptor.k': 'v' };
    await scene.run([await sample()], [{ type: 'oci', destination, attributes }]);
    const files = await openTarFile(destination);
    const chunks: Uint8Array[] = [];
    for await (const chunk of files.open('index.json')) chunks.push(Uint8Array.from(chunk));
    await files.close();
    const index = JSON.parse(Buffer.concat(chunks).toString()) as { manifests: object[] };
    expect(index.manifests).toMatchObject([{ annotations: { k: 'v' } }]);
  });

  it('may be a folder', async () => {
    const destination = join(scene.folder, 'layout');
    const output: OutputRequest = { type: 'oci', destination, attributes: { tar: 'false' } };
    const both = [await sample(), await sample(arm64)];
    const result = await scene.run(both, [output], { request: { tags: names } });
    const source = createLayoutSource({ path: destination, reference: '2' });
    expect((await source.resolve()).digest).toBe(result.image?.digest);
    expect(result.image?.mediaType).toBe(mediaTypes.ociIndex);
  });

  it('that fails leaves no file', async () => {
    const built = await sample();
    const destination = join(scene.folder, 'out.tar');
    const output: OutputRequest = { type: 'oci', destination, attributes: {} };
    const blob = await scene.layers.knownBlob(built.layers[0] as never);
    const { content } = scene.images;
    const environment = {
      ...scene.environment,
      content: {
        ...bound(content),
        open: async (digest: never) => {
          if (digest === blob?.descriptor.digest) throw new Error('disk on fire');
          return content.open(digest);
        },
      },
    };
    await expect(scene.run([built], [output], { environment })).rejects.toThrow('disk on fire');
    expect(readdirSync(scene.folder).filter((each) => each.includes('out.tar'))).toEqual([]);
  });

  it('of Docker’s form holds one platform', async () => {
    const output: OutputRequest = { type: 'docker', destination: '-', attributes: {} };
    const platforms = [amd64, arm64];
    await expect(
      scene.run([await sample(), await sample(arm64)], [output], { request: { platforms } }),
    ).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });
});

/** A root to export, in place of a mounted one. */
function makeRoot(): string {
  const root = join(scene.folder, 'root');
  mkdirSync(join(root, 'bin'), { recursive: true });
  mkdirSync(join(root, 'readonly'));
  writeFileSync(join(root, 'bin', 'tool'), 'run');
  if (isRoot) chownSync(join(root, 'bin', 'tool'), 1000, 1000);
  chmodSync(join(root, 'bin', 'tool'), 0o4755);
  linkSync(join(root, 'bin', 'tool'), join(root, 'bin', 'twin'));
  symlinkSync('/etc/passwd', join(root, 'link'));
  writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff, 0xfe])]), 'bytes');
  writeFileSync(join(root, 'readonly', 'file'), 'x');
  utimesSync(join(root, 'readonly', 'file'), 1000, 1000);
  chmodSync(join(root, 'readonly'), 0o555);
  utimesSync(join(root, 'readonly'), 2000, 2000);
  return root;
}

/** An environment whose layers are all mounted at `root`. */
function mountedAt(root: string) {
  const closed: string[] = [];
  const mount = async () => ({
    path: root,
    commit: async () => undefined,
    close: async () => void closed.push(root),
  });
  const { layers } = scene.environment;
  return { environment: { ...scene.environment, layers: { ...bound(layers), mount } }, closed };
}

/** A store's methods as plain members, so that some can be replaced. */
function bound<T extends object>(store: T): T {
  return new Proxy(store, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
    ownKeys: (target) => [
      ...Object.getOwnPropertyNames(Object.getPrototypeOf(target)),
      ...Reflect.ownKeys(target),
    ],
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
  });
}

describe('a folder', () => {
  const local = (destination: string, attributes = {}): OutputRequest => ({
    type: 'local',
    destination,
    attributes,
  });

  it('gets the files with their modes, times and links', async () => {
    const { environment, closed } = mountedAt(makeRoot());
    const out = join(scene.folder, 'out');
    await scene.run([await sample()], [local(out)], { environment });
    expect(readFileSync(join(out, 'bin', 'tool'), 'utf8')).toBe('run');
    expect(statSync(join(out, 'bin', 'tool')).mode & 0o7777).toBe(0o4755);
    expect(statSync(join(out, 'bin', 'tool')).uid).toBe(process.geteuid?.());
    expect(statSync(join(out, 'bin', 'tool')).ino).toBe(statSync(join(out, 'bin', 'twin')).ino);
    expect(readlinkSync(join(out, 'link'))).toBe('/etc/passwd');
    expect(readdirSync(out, { encoding: 'buffer' })).toContainEqual(Buffer.from([0xff, 0xfe]));
    expect(statSync(join(out, 'readonly')).mode & 0o777).toBe(0o555);
    expect(statSync(join(out, 'readonly')).mtimeMs).toBe(2_000_000);
    expect(statSync(join(out, 'readonly', 'file')).mtimeMs).toBe(1_000_000);
    expect(closed).toHaveLength(1);
  });

  it('may be written twice, keeps what else is there, and replaces what is in the way', async () => {
    const { environment } = mountedAt(makeRoot());
    const out = join(scene.folder, 'out');
    const outside = join(scene.folder, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'tool'), 'precious');
    mkdirSync(join(out, 'link', 'was-a-folder'), { recursive: true });
    symlinkSync(outside, join(out, 'bin'));
    writeFileSync(join(out, 'mine'), 'mine');
    for (let time = 0; time < 2; time++) {
      await scene.run([await sample()], [local(out)], { environment });
    }
    expect(readFileSync(join(outside, 'tool'), 'utf8')).toBe('precious');
    expect(lstatSync(join(out, 'bin')).isDirectory()).toBe(true);
    expect(lstatSync(join(out, 'link')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(out, 'mine'), 'utf8')).toBe('mine');
    expect(readdirSync(out).filter((each) => each.startsWith('.slipway'))).toEqual([]);
    expect(readdirSync(join(out, 'bin')).sort()).toEqual(['tool', 'twin']);
  });

  it('does not write through a symbolic link that stands for a file', async () => {
    const { environment } = mountedAt(makeRoot());
    const out = join(scene.folder, 'out');
    const outside = join(scene.folder, 'outside');
    writeFileSync(outside, 'precious');
    mkdirSync(join(out, 'bin'), { recursive: true });
    symlinkSync(outside, join(out, 'bin', 'tool'));
    await scene.run([await sample()], [local(out)], { environment });
    expect(readFileSync(outside, 'utf8')).toBe('precious');
    expect(lstatSync(join(out, 'bin', 'tool')).isFile()).toBe(true);
  });

  it('loses what the build does not have, where mode=delete says so', async () => {
    const { environment } = mountedAt(makeRoot());
    const out = join(scene.folder, 'out');
    mkdirSync(join(out, 'bin', 'old'), { recursive: true });
    writeFileSync(join(out, 'mine'), 'mine');
    await scene.run([await sample()], [local(out, { mode: 'delete' })], { environment });
    expect(existsSync(join(out, 'mine'))).toBe(false);
    expect(readdirSync(join(out, 'bin')).sort()).toEqual(['tool', 'twin']);
  });

  it('has the time of SOURCE_DATE_EPOCH where that is set', async () => {
    const { environment } = mountedAt(makeRoot());
    const out = join(scene.folder, 'out');
    await scene.run([await sample()], [local(out)], { environment, sourceDateEpoch: 5 });
    for (const name of ['link', 'bin', 'bin/tool', 'readonly/file']) {
      expect(lstatSync(join(out, name)).mtimeMs, name).toBe(5000);
    }
  });

  it('is split by platform where there are several', async () => {
    const { environment } = mountedAt(makeRoot());
    const out = join(scene.folder, 'out');
    const both = [await sample(), await sample({ ...arm64, variant: 'v9' })];
    await scene.run(both, [local(out)], { environment });
    expect(readdirSync(out).sort()).toEqual(['linux_amd64', 'linux_arm64_v9']);
    await expect(
      scene.run(both, [local(out, { 'platform-split': 'false' })], { environment }),
    ).rejects.toMatchObject({ code: 'EXPORT_FAILED', message: /several platforms have the file/ });
  });

  it('is not written where nothing can be mounted', async () => {
    const output = local(join(scene.folder, 'out'));
    await expect(scene.run([await sample()], [output], { onlyKnown: true })).rejects.toBeInstanceOf(
      NotCachedError,
    );
    expect(scene.events).toEqual([]);
  });
});

describe('a tar of files', () => {
  it('has them with owners, sorted, links and all', async () => {
    const { environment } = mountedAt(makeRoot());
    const destination = join(scene.folder, 'out.tar');
    const output: OutputRequest = { type: 'tar', destination, attributes: {} };
    await scene.run([await sample()], [output], { environment, sourceDateEpoch: 7 });
    const entries = await readEntries(readFileSync(destination));
    expect(entries.map(({ name, type }) => `${type} ${name}`)).toEqual([
      'directory bin/',
      'file bin/tool',
      'link bin/twin',
      'symlink link',
      'directory readonly/',
      'file readonly/file',
      'file \u00ff\u00fe',
    ]);
    const tool = entries.find((each) => each.name === 'bin/tool');
    expect(tool).toMatchObject({
      mode: 0o4755,
      mtime: 7,
      text: 'run',
      uid: isRoot ? 1000 : process.getuid?.(),
    });
    expect(entries.find((each) => each.name === 'bin/twin')?.linkName).toBe('bin/tool');
  });

  it('has a folder for each platform, and one end', async () => {
    const { environment } = mountedAt(makeRoot());
    const output: OutputRequest = { type: 'tar', destination: '-', attributes: {} };
    const both = [await sample(), await sample(arm64)];
    await scene.run(both, [output], { environment });
    const entries = await readEntries(Buffer.concat(scene.written));
    expect(entries).toHaveLength(14);
    expect(entries.at(-1)?.name).toBe('linux_arm64/\u00ff\u00fe');
    expect(entries.find((each) => each.name === 'linux_arm64/bin/twin')?.linkName).toBe(
      'linux_arm64/bin/tool',
    );
  });
});

async function readEntries(bytes: Buffer) {
  const entries = [];
  for await (const { header, body } of readTar(pieces(bytes))) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(Uint8Array.from(chunk));
    entries.push({
      name: Buffer.from(header.name).toString('latin1'),
      linkName: Buffer.from(header.linkName).toString('latin1'),
      type: header.type,
      mode: header.mode,
      uid: header.uid,
      mtime: header.mtime.seconds,
      text: Buffer.concat(chunks).toString(),
    });
  }
  return entries;
}

async function* pieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}
