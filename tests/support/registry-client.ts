import { createHash } from 'node:crypto';
import { type Digest, makeDigest, mediaTypes } from '@slipway/oci';
import { exchange, expectStatus, type HttpAnswer, type HttpRequest } from './http-exchange.ts';
import type { Credentials } from './hub-api.ts';
import { administrator, type Hub } from './start-hub.ts';

/** A small registry client: enough to push and to look, with no cleverness between test and wire. */
export class RegistryClient {
  readonly origin: string;
  readonly #token: string;

  private constructor(origin: string, token: string) {
    this.origin = origin;
    this.#token = token;
  }

  /** Signed in, with a token for these repositories to pull, push and delete. */
  static async signIn(
    hub: Hub,
    repositories: readonly string[],
    who: Credentials = administrator,
  ): Promise<RegistryClient> {
    const token = await registryToken(hub, repositories, who);
    return new RegistryClient(hub.origin, token);
  }

  /** A request under `/v2/`, authorized. */
  async send(path: string, { headers, ...rest }: HttpRequest = {}): Promise<HttpAnswer> {
    const authorization = `Bearer ${this.#token}`;
    return await exchange(this.origin, `/v2/${path}`, {
      ...rest,
      headers: { authorization, ...headers },
    });
  }

  /** Opens an upload session; answers its path under `/v2/`. */
  async openUpload(repository: string): Promise<string> {
    const answer = await this.send(`${repository}/blobs/uploads/`, { method: 'POST' });
    return uploadPath(expectStatus(answer, 202));
  }

  /** Sends a chunk that begins at byte `start`; answers where the next one goes. */
  async sendChunk(upload: string, bytes: Uint8Array, start: number): Promise<string> {
    const headers = { 'content-range': `${start}-${start + bytes.byteLength - 1}` };
    const answer = await this.send(upload, { method: 'PATCH', headers, body: bytes });
    return uploadPath(expectStatus(answer, 202));
  }

  /** Ends an upload with its last bytes. */
  async finishUpload(upload: string, digest: Digest, bytes?: HttpRequest['body']): Promise<void> {
    const body = bytes === undefined ? {} : { body: bytes };
    const path = `${upload}${upload.includes('?') ? '&' : '?'}digest=${digest}`;
    expectStatus(await this.send(path, { method: 'PUT', ...body }), 201);
  }

  /** Pushes a blob in one request. */
  async pushBlob(repository: string, bytes: Uint8Array): Promise<Digest> {
    const digest = digestOf(bytes);
    const path = `${repository}/blobs/uploads/?digest=${digest}`;
    expectStatus(await this.send(path, { method: 'POST', body: bytes }), 201);
    return digest;
  }

  /** Pushes a manifest under a tag or its digest. */
  async putManifest(repository: string, reference: string, manifest: Uint8Array): Promise<Digest> {
    const headers = { 'content-type': mediaTypes.ociManifest };
    const path = `${repository}/manifests/${reference}`;
    expectStatus(await this.send(path, { method: 'PUT', headers, body: manifest }), 201);
    return digestOf(manifest);
  }
}

/** A registry token from `/token`, for these repositories to pull, push and delete. */
export async function registryToken(
  hub: Hub,
  repositories: readonly string[],
  { name, password }: Credentials,
): Promise<string> {
  const scopes = repositories.map((each) => `scope=repository:${each}:pull,push,delete`);
  const authorization = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
  const answer = await exchange(hub.origin, `/token?${scopes.join('&')}`, {
    headers: { authorization },
  });
  return expectStatus(answer, 200).json<{ token: string }>().token;
}

/** The sha256 digest of bytes. */
export function digestOf(bytes: Uint8Array): Digest {
  return makeDigest('sha256', createHash('sha256').update(bytes).digest('hex'));
}

/** An image manifest of blobs that are elsewhere: the first is its config, the others its layers. */
export function imageManifest(config: Uint8Array, layers: readonly Uint8Array[]): Buffer {
  const descriptor = (mediaType: string, bytes: Uint8Array) => ({
    mediaType,
    digest: digestOf(bytes),
    size: bytes.byteLength,
  });
  const manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: descriptor(mediaTypes.ociConfig, config),
    layers: layers.map((layer) => descriptor(mediaTypes.ociLayer, layer)),
  };
  return Buffer.from(JSON.stringify(manifest));
}

/** Locations may be whole URLs or paths. */
function uploadPath(answer: HttpAnswer): string {
  return answer
    .header('location')
    .replace(/^https?:\/\/[^/]+/, '')
    .replace(/^\/v2\//, '');
}
