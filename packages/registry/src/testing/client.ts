import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { type Digest, makeDigest, mediaTypes } from '@slipway/oci';

/** The sha256 digest of some bytes. */
export function sha256(bytes: Uint8Array | string): Digest {
  return makeDigest('sha256', createHash('sha256').update(bytes).digest('hex'));
}

/** A caller of a test server, by name. */
export class TestClient {
  readonly origin: string;
  readonly #authorization: string | undefined;

  constructor(origin: string, caller?: string) {
    this.origin = origin;
    this.#authorization = caller === undefined ? undefined : `Bearer ${caller}`;
  }

  send(
    method: string,
    path: string,
    { body, headers = {} }: { body?: Uint8Array | string; headers?: Record<string, string> } = {},
  ): Promise<Response> {
    return fetch(new URL(path, this.origin), {
      method,
      headers: {
        ...(this.#authorization ? { authorization: this.#authorization } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : Buffer.from(body) }),
    });
  }

  /** Pushes a blob by one POST; gives its digest. */
  async pushBlob(name: string, bytes: Uint8Array | string): Promise<Digest> {
    const digest = sha256(bytes);
    const answer = await this.send('POST', `/v2/${name}/blobs/uploads/?digest=${digest}`, {
      body: bytes,
    });
    if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
    return digest;
  }

  /** Opens an upload session; gives its path. */
  async startUpload(name: string): Promise<string> {
    const answer = await this.send('POST', `/v2/${name}/blobs/uploads/`);
    if (answer.status !== 202) throw new Error(`${answer.status} ${await answer.text()}`);
    return answer.headers.get('location') ?? '';
  }

  putManifest(name: string, reference: string, manifest: object | string): Promise<Response> {
    const body = typeof manifest === 'string' ? manifest : JSON.stringify(manifest);
    const stated = typeof manifest === 'string' ? {} : (manifest as { mediaType?: string });
    return this.send('PUT', `/v2/${name}/manifests/${reference}`, {
      body,
      headers: { 'content-type': stated.mediaType ?? mediaTypes.ociManifest },
    });
  }

  /** Pushes config, layer and manifest; gives the manifest's digest. */
  async pushImage(name: string, tag: string, content = tag): Promise<Digest> {
    const manifest = imageManifest(
      { digest: await this.pushBlob(name, '{}'), size: 2 },
      { digest: await this.pushBlob(name, content), size: content.length },
    );
    const answer = await this.putManifest(name, tag, manifest);
    if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
    return sha256(JSON.stringify(manifest));
  }
}

/** An image manifest of one layer. */
export function imageManifest(
  config: { digest: string; size: number },
  layer: { digest: string; size: number },
) {
  return {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: { mediaType: mediaTypes.ociConfig, ...config },
    layers: [{ mediaType: mediaTypes.ociLayerGzip, ...layer }],
  };
}

/** Sends raw bytes on a connection of its own; gives all that came back, at the latest after `ms`. */
export function sendRaw(origin: string, bytes: string, ms = 5000): Promise<string> {
  const { port, hostname } = new URL(origin);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let answer = '';
    const end = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(end, ms);
    socket.setEncoding('latin1').on('data', (text) => {
      answer += text;
    });
    socket.once('close', end).once('error', end);
    socket.write(Buffer.from(bytes, 'latin1'));
  });
}
