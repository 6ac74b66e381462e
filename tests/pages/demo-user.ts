import { mediaTypes } from '@slipway/oci';
import { exchange, expectStatus, type HttpAnswer } from '../support/http-exchange.ts';
import { type Credentials, signIn } from '../support/hub-api.ts';
import type { DemoManifest } from './demo-image.ts';

/** Somebody who fills a hub: through its API, and by pushing. */
export class DemoUser {
  readonly name: string;
  readonly #origin: string;
  readonly #credentials: Credentials;
  readonly #token: string;

  private constructor(origin: string, credentials: Credentials, token: string) {
    this.#origin = origin;
    this.#credentials = credentials;
    this.#token = token;
    this.name = credentials.name;
  }

  static async signIn(origin: string, credentials: Credentials): Promise<DemoUser> {
    return new DemoUser(origin, credentials, await signIn(origin, credentials));
  }

  /** Calls the API; throws where it refuses. */
  async call<Answer = unknown>(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await exchange(this.#origin, path, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer.status >= 400) {
      throw new Error(`${method} ${path}: ${answer.status} ${answer.body.toString()}`);
    }
    return answer.body.length === 0 ? (undefined as Answer) : answer.json<Answer>();
  }

  /** Pushes manifests with their blobs, each under its digest or, where it has one, its tag. */
  async push(
    repository: string,
    pushed: readonly { readonly manifest: DemoManifest; readonly tags?: readonly string[] }[],
  ): Promise<void> {
    const token = await this.#registryToken(repository);
    const send = (path: string, method: string, bytes: Buffer, type: string) =>
      exchange(this.#origin, `/v2/${repository}/${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': type },
        body: bytes,
      });
    for (const { manifest, tags = [] } of pushed) {
      for (const { bytes, digest } of manifest.blobs) {
        const path = `blobs/uploads/?digest=${digest}`;
        expectStatus(await send(path, 'POST', bytes, 'application/octet-stream'), 201);
      }
      for (const reference of tags.length === 0 ? [manifest.digest] : tags) {
        const path = `manifests/${reference}`;
        expectStatus(await send(path, 'PUT', manifest.bytes, manifest.mediaType), 201);
      }
    }
  }

  /** Pulls a tag's manifest, as a client's pull begins; it is counted. */
  async pull(repository: string, tag: string): Promise<HttpAnswer> {
    const token = await this.#registryToken(repository);
    return await exchange(this.#origin, `/v2/${repository}/manifests/${tag}`, {
      headers: {
        authorization: `Bearer ${token}`,
        accept: `${mediaTypes.ociIndex}, ${mediaTypes.ociManifest}`,
      },
    });
  }

  async #registryToken(repository: string): Promise<string> {
    const { name, password } = this.#credentials;
    const authorization = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
    const scope = `scope=repository:${repository}:pull,push`;
    const answer = await exchange(this.#origin, `/token?${scope}`, { headers: { authorization } });
    return expectStatus(answer, 200).json<{ token: string }>().token;
  }
}
