import type { Descriptor } from '@slipway/oci';
import { isRemoteError, RemoteError } from '../errors.ts';
import type { Cancellable } from '../ports.ts';
import type { HttpResponse } from '../transport/http.ts';
import type { RepositoryContext } from './repository-context.ts';
import { uploadLocation } from './upload-location.ts';

/** Opens the blob's bytes from `start` on. */
export interface UploadBody extends Cancellable {
  open(start: number): AsyncIterable<Uint8Array>;
}

/** Pieces of this size where a registry, or a proxy before it, takes no larger request. */
const pieceSize = 16 * 1024 * 1024;

/** One upload session at a registry (distribution spec, "Pushing Blobs"). */
export class BlobUpload {
  readonly #context: RepositoryContext;
  readonly #descriptor: Descriptor;
  #location: URL;
  #inPieces = false;

  constructor(context: RepositoryContext, descriptor: Descriptor, location: URL) {
    this.#context = context;
    this.#descriptor = descriptor;
    this.#location = location;
  }

  /**
   * Sends the bytes from `offset` on and completes the blob: one PUT where nothing has been sent,
   * PATCH and PUT otherwise. Throws what the exchange throws; {@link received} then says how far it
   * came.
   */
  async send(offset: number, body: UploadBody): Promise<void> {
    if (offset === 0 && !this.#inPieces) {
      try {
        return await this.#put(body);
      } catch (error) {
        // Another than the registry's own limit: a proxy's. Smaller requests may pass.
        if (!isRemoteError(error, 'TOO_LARGE') || error.status !== 413) throw error;
        if (this.#descriptor.size <= pieceSize) throw error;
        this.#inPieces = true;
      }
    }
    if (this.#inPieces) await this.#patchPieces(offset, body);
    else if (offset < this.#descriptor.size)
      await this.#patch(body.open(offset), { offset, end: this.#descriptor.size, ...body });
    await this.#put({ ...(body.signal ? { signal: body.signal } : {}) });
  }

  /** Bytes that the registry has; undefined where it knows the upload no more. */
  async received(options: Cancellable): Promise<number | undefined> {
    const response = await this.#exchange({
      ...options,
      method: 'GET',
      target: this.#location,
      expect: [200, 202, 204, 404],
      retry: true,
    });
    await response.discard();
    if (response.status === 404) return undefined;
    if (response.header('location')) this.#location = uploadLocation(this.#context, response);
    const range = /^(?:bytes=)?0-(\d+)$/.exec(response.header('range') ?? '');
    if (!range) return 0;
    // "0-0" is what registries answer for nothing as well as for one byte: sending from the start
    // would be refused only where one byte is there.
    const last = Number(range[1]);
    return last === 0 ? 0 : last + 1;
  }

  /** Tells the registry to forget the upload. Failing to is no failure: registries clean up. */
  async cancel(): Promise<void> {
    try {
      const response = await this.#exchange({
        method: 'DELETE',
        target: this.#location,
        expect: [200, 202, 204, 404],
        signal: AbortSignal.timeout(5_000),
      });
      await response.discard();
    } catch {
      // The caller is told why the upload ended; an abandoned session expires at the registry.
    }
  }

  async #put(body: Cancellable & Partial<UploadBody>): Promise<void> {
    const target = new URL(this.#location);
    target.searchParams.set('digest', this.#descriptor.digest);
    const { open } = body;
    const response = await this.#exchange({
      ...(body.signal ? { signal: body.signal } : {}),
      method: 'PUT',
      target,
      headers: {
        'content-type': 'application/octet-stream',
        'content-length': open ? String(this.#descriptor.size) : '0',
      },
      ...(open ? { body: () => open(0) } : {}),
      expect: [201],
    });
    await response.discard();
  }

  async #patchPieces(offset: number, body: UploadBody): Promise<void> {
    for (let start = offset; start < this.#descriptor.size; start += pieceSize) {
      const end = Math.min(start + pieceSize, this.#descriptor.size);
      await this.#patch(firstBytes(body.open(start), end - start), { offset: start, end, ...body });
    }
  }

  async #patch(
    source: AsyncIterable<Uint8Array>,
    part: Cancellable & { readonly offset: number; readonly end: number },
  ): Promise<void> {
    const response = await this.#exchange({
      ...(part.signal ? { signal: part.signal } : {}),
      method: 'PATCH',
      target: this.#location,
      headers: {
        'content-type': 'application/octet-stream',
        'content-length': String(part.end - part.offset),
        'content-range': `${part.offset}-${part.end - 1}`,
      },
      body: () => source,
      expect: [202, 204],
    });
    await response.discard();
    if (response.header('location')) this.#location = uploadLocation(this.#context, response);
  }

  #exchange(
    request: Cancellable & {
      readonly method: 'GET' | 'PUT' | 'PATCH' | 'DELETE';
      readonly target: URL;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: () => AsyncIterable<Uint8Array>;
      readonly expect: readonly number[];
      readonly retry?: boolean;
    },
  ): Promise<HttpResponse> {
    const { session, location, name, push } = this.#context;
    return session.send({
      retry: false,
      ...request,
      registry: location.registry,
      action: `push blob ${this.#descriptor.digest} to ${name}`,
      scopes: push,
    });
  }
}

/** The first `count` bytes. Throws SIZE_MISMATCH where there are fewer. */
async function* firstBytes(
  source: AsyncIterable<Uint8Array>,
  count: number,
): AsyncGenerator<Uint8Array> {
  let left = count;
  for await (const chunk of source) {
    const part = chunk.subarray(0, left);
    left -= part.length;
    if (part.length > 0) yield part;
    if (left === 0) return;
  }
  throw new RemoteError('SIZE_MISMATCH', `the content ended ${left} bytes early`);
}
