import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOciError, mediaTypes, type ParsedManifest, parseManifest } from './index.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const config = { mediaType: mediaTypes.ociConfig, digest, size: 2 };
const layer = { mediaType: mediaTypes.ociLayerGzip, digest, size: 3 };
const image = { schemaVersion: 2, mediaType: mediaTypes.ociManifest, config, layers: [layer] };
const index = { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: [] };

function read(value: unknown, contentType?: string): ParsedManifest {
  return parseManifest(new TextEncoder().encode(JSON.stringify(value)), contentType);
}

describe('manifest', () => {
  it('reads an image manifest', () => {
    const manifest = read(image, `${mediaTypes.ociManifest}; charset=utf-8`);
    expect(manifest).toMatchObject({ kind: 'image', config, layers: [layer], manifests: [] });
    expect(manifest.artifactType).toBe(mediaTypes.ociConfig);
  });

  it('reads an index with platforms, a subject and annotations', () => {
    const child = {
      mediaType: mediaTypes.ociManifest,
      digest,
      size: 7,
      platform: { os: 'linux', architecture: 'arm', variant: 'v7', 'os.version': '1' },
    };
    const manifest = read({
      ...index,
      manifests: [child],
      subject: config,
      annotations: { a: 'b' },
      artifactType: 'a/b',
    });
    expect(manifest.kind).toBe('index');
    expect(manifest.manifests[0]?.platform).toEqual({
      os: 'linux',
      architecture: 'arm',
      variant: 'v7',
      osVersion: '1',
    });
    expect(manifest.subject?.digest).toBe(digest);
    expect(manifest.artifactType).toBe('a/b');
    expect(manifest.annotations).toEqual({ a: 'b' });
  });

  it('lets the body say what it is where no Content-Type does', () => {
    expect(read(index).mediaType).toBe(mediaTypes.ociIndex);
    const { mediaType: _, ...bare } = index;
    expect(read(bare, mediaTypes.ociIndex).kind).toBe('index');
    expect(() => read(bare)).toThrow(/neither/);
  });

  it.each([
    [{ ...image, schemaVersion: 1 }, /schemaVersion must be 2/],
    [{ ...image, config: undefined }, /config is missing/],
    [{ ...image, layers: undefined }, /layers is missing/],
    [{ ...image, layers: {} }, /layers is not a list/],
    [{ ...image, layers: [{ ...layer, digest: 'sha256:x' }] }, /layers\[0\]\.digest/],
    [{ ...image, layers: [layer, { ...layer, size: -1 }] }, /layers\[1\]\.size/],
    [{ ...image, layers: [{ ...layer, size: 1.5 }] }, /size/],
    [{ ...image, layers: [{ ...layer, mediaType: 'x' }] }, /mediaType/],
    [{ ...image, layers: [null] }, /not an object/],
    [{ ...image, manifests: [] }, /does not belong in an image manifest/],
    [{ ...index, layers: [] }, /does not belong in an index/],
    [{ ...image, annotations: { a: 1 } }, /annotations\["a"\] is not a string/],
    [{ ...image, mediaType: 7 }, /mediaType is not a string/],
    [{ ...image, subject: 'x' }, /subject is not an object/],
    [{ ...image, mediaType: mediaTypes.dockerManifestSchema1 }, /schema 1/],
    [{ ...image, mediaType: 'text/html' }, /unsupported manifest media type/],
    [[], /not a JSON object/],
    [null, /not a JSON object/],
  ])('refuses %j', (value, why) => {
    expect(() => read(value)).toThrow(why);
  });

  it('refuses a Content-Type that is not the body’s', () => {
    expect(() => read(image, mediaTypes.ociIndex)).toThrow(/Content-Type says/);
  });

  it('refuses deep nesting without recursing, and bytes that are not UTF-8', () => {
    const deep = new TextEncoder().encode('['.repeat(1_000_000));
    expect(() => parseManifest(deep, mediaTypes.ociManifest)).toThrow(/nests deeper/);
    expect(() => parseManifest(Uint8Array.of(0x7b, 0xff, 0x7d), mediaTypes.ociManifest)).toThrow(
      /UTF-8/,
    );
  });

  it('counts no bracket inside a string as nesting', () => {
    const annotations = { a: '[{"\\'.repeat(200) };
    expect(read({ ...image, annotations }).annotations).toEqual(annotations);
  });

  it('throws nothing but an OciError, whatever JSON it is given', () => {
    const documents = fc.oneof(
      fc.json(),
      fc
        .record(
          {
            schemaVersion: fc.constant(2),
            mediaType: fc.constantFrom(...Object.values(mediaTypes)),
            config: fc.jsonValue(),
            layers: fc.jsonValue(),
            manifests: fc.jsonValue(),
            subject: fc.jsonValue(),
          },
          { requiredKeys: [] },
        )
        .map((each) => JSON.stringify(each)),
    );
    fc.assert(
      fc.property(documents, (text) => {
        try {
          parseManifest(new TextEncoder().encode(text), mediaTypes.ociManifest);
        } catch (error) {
          expect(isOciError(error)).toBe(true);
        }
      }),
    );
  });
});
