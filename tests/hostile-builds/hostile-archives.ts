import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeTarHeader, type TarInput } from '@slipway/archive';
import { file, folder, link, symlink } from '../runtime/layer-lab.ts';

/** Archives by what they try; each aims at `outside`, a folder with `file` and `folder/file` in it. */
export const archivesAgainst = (
  outside: string,
): Readonly<Record<string, readonly TarInput[]>> => ({
  'a name with ..': [
    file('../../../../../../../escape', 'x'),
    file(`../../../../..${outside}/file`, 'x'),
  ],
  'a name with .. inside': [folder('a'), file(`a/../../../../../../..${outside}/file`, 'x')],
  'an absolute name': [file(`${outside}/file`, 'x'), file(`${outside}/new`, 'x')],
  'a link and a file below it': [symlink('l', outside), file('l/file', 'x'), file('l/new', 'x')],
  'a relative link and a file below it': [
    symlink('l', '../../../../../../../..'),
    file(`l${outside}/file`, 'x'),
  ],
  'a link through /proc': [symlink('l', '/proc/1/root'), file(`l${outside}/file`, 'x')],
  'a link to a link': [symlink('l', '.'), symlink('l/m', outside), file('l/l/m/file', 'x')],
  'a link, then a file in its place': [symlink('l', `${outside}/file`), file('l', 'x')],
  'a link, then a folder in its place': [
    symlink('l', outside),
    { header: { type: 'directory', name: 'l', uid: 5, gid: 5, mode: 0o777 } },
    file('l/file', 'x'),
  ],
  'a folder, then a link in its place': [
    folder('d'),
    file('d/a', 'x'),
    symlink('d', outside),
    file('d/file', 'x'),
  ],
  'a hard link to outside': [link('h', `${outside}/file`), file('h', 'x')],
  'a hard link with ..': [link('h', `../../../../../../..${outside}/file`), file('h', 'x')],
  'a hard link through a link': [
    symlink('l', outside),
    link('h', 'l/file'),
    file('h', 'x', { mode: 0o777, uid: 5 }),
  ],
  'a hard link to a link': [
    symlink('l', `${outside}/file`),
    link('h', 'l'),
    file('h', 'x', { mode: 0o777 }),
  ],
  'whiteouts of outside': [
    symlink('l', outside),
    file('l/.wh.file'),
    file('l/folder/.wh..wh..opq'),
    file('.wh...'),
  ],
  "overlayfs's own attributes": [
    {
      header: {
        type: 'directory',
        name: 'd',
        xattrs: new Map([
          ['trusted.overlay.redirect', Buffer.from(outside)],
          ['user.overlay.redirect', Buffer.from(outside)],
        ]),
      },
    },
  ],
});

/** A tar of these. */
export function tarOf(entries: readonly TarInput[]): Buffer {
  const parts: Uint8Array[] = [];
  for (const { header, body } of entries) {
    parts.push(encodeTarHeader(header));
    const content = Buffer.from((body ?? '') as Uint8Array);
    parts.push(content, Buffer.alloc((512 - (content.length % 512)) % 512));
  }
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

/** An OCI layout folder of an image with these layers (plain tars), named `image`. */
export function layoutOf(
  path: string,
  layers: readonly { readonly blob: Buffer; readonly diffId: string; readonly type?: string }[],
): string {
  const blobs = join(path, 'blobs/sha256');
  mkdirSync(blobs, { recursive: true });
  const store = (mediaType: string, bytes: Buffer) => {
    const digest = sha256(bytes);
    writeFileSync(join(blobs, digest.slice('sha256:'.length)), bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const type = (name: string) => `application/vnd.oci.image.${name}`;
  const config = store(
    type('config.v1+json'),
    Buffer.from(
      JSON.stringify({
        architecture: 'amd64',
        os: 'linux',
        config: { Env: ['PATH=/bin'] },
        rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
      }),
    ),
  );
  const mediaType = type('manifest.v1+json');
  const stored = layers.map(({ blob, type: of = 'layer.v1.tar' }) => store(type(of), blob));
  const body = JSON.stringify({ schemaVersion: 2, mediaType, config, layers: stored });
  const manifests = [
    {
      ...store(mediaType, Buffer.from(body)),
      annotations: { 'org.opencontainers.image.ref.name': 'image' },
    },
  ];
  writeFileSync(join(path, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  writeFileSync(join(path, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }));
  return path;
}

/** An uncompressed layer as {@link layoutOf} takes it. */
export function plainLayer(tar: Buffer): { readonly blob: Buffer; readonly diffId: string } {
  return { blob: tar, diffId: sha256(tar) };
}

export function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
