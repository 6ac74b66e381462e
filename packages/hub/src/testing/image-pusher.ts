import { createHash } from 'node:crypto';
import { gzip, type TarInput, writeTar } from '@slipway/archive';
import { type Digest, makeDigest, mediaTypes } from '@slipway/oci';
import { askToken, send } from './client.ts';

/** A file of a layer; `content` absent: a folder, `link` there: a symbolic link. */
export interface TestFile {
  readonly path: string;
  readonly content?: string;
  readonly link?: string;
  readonly mode?: number;
}

/** What an image is made of. */
export interface TestImage {
  readonly layers: readonly (readonly TestFile[])[];
  readonly platform?: {
    readonly os: string;
    readonly architecture: string;
    readonly variant?: string;
  };
  readonly config?: object;
  readonly history?: readonly object[];
}

/** Pushes as a client does, with a registry token for one repository. */
export class ImagePusher {
  readonly #origin: string;
  readonly #name: string;
  readonly #token: string;

  private constructor(origin: string, name: string, token: string) {
    this.#origin = origin;
    this.#name = name;
    this.#token = token;
  }

  static async for(
    origin: string,
    name: string,
    account: readonly [string, string],
  ): Promise<ImagePusher> {
    const scope = [`repository:${name}:pull,push,delete`];
    const answer = await askToken(origin, { as: account, scope });
    return new ImagePusher(origin, name, answer.body.token);
  }

  request(method: string, path: string, more: { body?: unknown; type?: string } = {}) {
    return send(`${this.#origin}/v2/${this.#name}/${path}`, {
      method,
      bearer: this.#token,
      ...(more.body === undefined ? {} : { body: more.body }),
      ...(more.type === undefined ? {} : { headers: { 'content-type': more.type } }),
    });
  }

  async blob(bytes: Uint8Array | string): Promise<{ digest: Digest; size: number }> {
    const digest = sha256(bytes);
    const answer = await this.request('POST', `blobs/uploads/?digest=${digest}`, { body: bytes });
    if (answer.status !== 201) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
    return { digest, size: Buffer.byteLength(bytes) };
  }

  /** Puts a manifest under tags, or by its digest; gives the digest. */
  async manifest(document: { mediaType: string }, tag?: string): Promise<Digest> {
    const body = JSON.stringify(document);
    const path = `manifests/${tag ?? sha256(body)}`;
    const answer = await this.request('PUT', path, { body, type: document.mediaType });
    if (answer.status !== 201) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
    return sha256(body);
  }

  /** Pushes an image of files; gives its digest, and what an index says of it. */
  async image(image: TestImage, tag?: string) {
    const layers = [];
    for (const files of image.layers) {
      const { digest, size } = await this.blob(await layerOf(files));
      layers.push({ mediaType: mediaTypes.ociLayerGzip, digest, size });
    }
    const { platform = { os: 'linux', architecture: 'amd64' } } = image;
    const document = {
      ...platform,
      created: '2026-01-02T03:04:05Z',
      config: image.config ?? {},
      rootfs: { type: 'layers', diff_ids: [] },
      history: image.history ?? [],
    };
    const config = {
      mediaType: mediaTypes.ociConfig,
      ...(await this.blob(JSON.stringify(document))),
    };
    const manifest = { schemaVersion: 2, mediaType: mediaTypes.ociManifest, config, layers };
    const digest = await this.manifest(manifest, tag);
    const size = JSON.stringify(manifest).length;
    return { digest, descriptor: { mediaType: mediaTypes.ociManifest, digest, size, platform } };
  }

  async index(manifests: readonly object[], tag?: string): Promise<Digest> {
    const mediaType = mediaTypes.ociIndex;
    return await this.manifest({ schemaVersion: 2, mediaType, manifests } as never, tag);
  }
}

/** The sha256 digest of some bytes. */
export function sha256(bytes: Uint8Array | string): Digest {
  return makeDigest('sha256', createHash('sha256').update(bytes).digest('hex'));
}

/** A layer of files, compressed. */
export async function layerOf(files: readonly TestFile[]): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of gzip(writeTar(files.map(tarInput)))) parts.push(chunk);
  return Buffer.concat(parts);
}

function tarInput({ path, content, link, mode }: TestFile): TarInput {
  const bytes = Buffer.from(content ?? '');
  const isFile = content !== undefined;
  return {
    header: {
      type: link !== undefined ? 'symlink' : isFile ? 'file' : 'directory',
      name: path,
      ...(link === undefined ? {} : { linkName: link }),
      mode: mode ?? (isFile ? 0o644 : 0o755),
      size: bytes.length,
    },
    ...(isFile ? { body: bytes } : {}),
  };
}
