import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTarFile } from '@slipway/archive';
import { type Descriptor, makeDigest } from '@slipway/oci';
import { createRegistryClient } from '@slipway/remote';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeContext } from '../testing/fake-context.ts';
import { parseImageLocation } from './image-location.ts';
import { openSource, openTarget } from './open-location.ts';

let folder: string;
const client = createRegistryClient();
const opener = { context: fakeContext(), client };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-location-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** The smallest manifest: its config is empty, it has no layers. */
const manifest = Buffer.from(
  JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
      size: 2,
    },
    layers: [],
  }),
);

async function rootOf(bytes: Uint8Array): Promise<Descriptor> {
  const hash = await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes));
  return {
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest: makeDigest('sha256', Buffer.from(hash).toString('hex')),
    size: bytes.length,
  };
}

async function readJson(file: string, name: string): Promise<unknown> {
  const tar = await openTarFile(file);
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of tar.open(name)) chunks.push(Uint8Array.from(chunk));
    return JSON.parse(Buffer.concat(chunks).toString());
  } finally {
    await tar.close();
  }
}

describe('names in an archive', () => {
  it.each([
    ['docker-archive', 'kirtan/app:1', ['kirtan/app:1']],
    ['docker-archive', 'kirtan/app', ['kirtan/app:latest']],
    ['oci-archive', 'kirtan/app:1', ['kirtan/app:1']],
    ['oci-archive', '1', []],
    ['oci-archive', undefined, []],
  ])('%s with the name %s is %j for docker load', async (kind, name, expected) => {
    const file = join(folder, 'image.tar');
    const text = `${kind}:${file}${name === undefined ? '' : `:${name}`}`;
    const location = parseImageLocation(text, 'hub.example');
    const target = await openTarget(location, opener, undefined);
    const root = await rootOf(manifest);
    await target.putRoot(root, manifest);
    await target.close?.({ failed: false });
    expect(await readJson(file, 'manifest.json')).toMatchObject([{ RepoTags: expected }]);
    const source = await openSource(location, opener);
    expect(await source.resolve()).toMatchObject({ digest: root.digest });
    await source.close?.();
  });
});

it('an archive that is none is refused, and closed', async () => {
  const file = join(folder, 'notes.tar');
  await writeFile(file, Buffer.alloc(1024));
  const location = parseImageLocation(`oci-archive:${file}`, 'hub.example');
  await expect(openSource(location, opener)).rejects.toThrow(/neither index.json/);
  expect(await readdir(folder)).toEqual(['notes.tar']);
});

it('a target cannot be named by a digest', async () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  const location = parseImageLocation(`a/b@${digest}`, 'hub.example');
  await expect(openTarget(location, opener, undefined)).rejects.toMatchObject({ exitCode: 2 });
});
