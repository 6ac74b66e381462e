import { describe, expect, it } from 'vitest';
import type { OutputRequest } from '../request/build-request.ts';
import { readExportSettings } from './export-settings.ts';
import { checkOutputs } from './run-exports.ts';

function read(attributes: Record<string, string>, type: OutputRequest['type'] = 'image') {
  return readExportSettings({ type, attributes }, ['docker.io/library/app:1']);
}

describe('what an output says', () => {
  it('is by default a gzipped OCI image under the build’s tags', () => {
    expect(read({})).toMatchObject({
      image: {
        compression: 'gzip',
        level: undefined,
        forceCompression: false,
        ociMediaTypes: true,
      },
      names: ['docker.io/library/app:1'],
      push: false,
      store: true,
    });
  });

  it.each([
    [{ compression: 'uncompressed' }, { image: { compression: 'none' } }],
    [{ compression: 'zstd', 'compression-level': '22' }, { image: { level: 22 } }],
    [{ 'oci-mediatypes': 'false' }, { image: { ociMediaTypes: false } }],
    [{ 'oci-mediatypes': 'false', 'annotation.a': 'b' }, { image: { ociMediaTypes: true } }],
    [{ 'force-compression': '' }, { image: { forceCompression: true } }],
    [{ push: '1' }, { push: true }],
    [
      { name: 'a,hub.example/b/c:2' },
      { names: ['docker.io/library/a:latest', 'hub.example/b/c:2'] },
    ],
    [{ mode: 'delete' }, { deleteOthers: true }],
    [{ unpack: 'true', 'attestation-inline': 'true' }, {}],
    [{ 'registry.insecure': 'false' }, {}],
  ])('%j is %j', (attributes, expected) => {
    expect(read(attributes)).toMatchObject(expected);
  });

  it('pushes by type', () => {
    expect(read({}, 'registry')).toMatchObject({ push: true, store: false });
    expect(read({}, 'docker').image.ociMediaTypes).toBe(false);
  });

  it('has annotations for levels and platforms', () => {
    const attributes = {
      'annotation.org.example.key': 'v',
      'annotation-index-descriptor[linux/arm64].k': 'w',
    };
    expect(read(attributes).image.annotations).toEqual([
      { level: 'manifest', key: 'org.example.key', value: 'v' },
      {
        level: 'index-descriptor',
        key: 'k',
        value: 'w',
        platform: { os: 'linux', architecture: 'arm64' },
      },
    ]);
  });

  it.each([
    [{ compression: 'lzma' }, /expected uncompressed or gzip or zstd/],
    [{ compression: 'estargz' }, /not supported/],
    [{ 'compression-level': '10' }, /from 0 to 9/],
    [{ 'compression-level': 'fast' }, /from 0 to 9/],
    [{ push: 'maybe' }, /true or false/],
    [{ 'registry.insecure': 'true' }, /does not take registry.insecure/],
    [{ compresion: 'gzip' }, /does not take compresion/],
    [{ 'annotation-foo.a': 'b' }, /annotation\[-manifest/],
    [{ name: 'A B' }, /name=A B/],
  ])('%j is refused', (attributes, message) => {
    expect(() => read(attributes)).toThrow(message);
  });
});

it('an output that cannot be is refused before anything is built', () => {
  const request = { tags: [], annotations: [], buildArguments: {}, platforms: [] };
  const outputs: OutputRequest[] = [{ type: 'registry', attributes: {} }];
  expect(() => checkOutputs({ ...request, outputs })).toThrow(/needs a name/);
});
