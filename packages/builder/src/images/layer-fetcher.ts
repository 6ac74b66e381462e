import type { ImageStore } from '@slipway/images';
import { type Descriptor, isForeignLayer } from '@slipway/oci';
import { createLayoutTarget, type ImageSource, isRemoteError, Limiter } from '@slipway/remote';

/** Who wants a blob, and hears how it comes. */
interface Waiter {
  readonly signal: AbortSignal | undefined;
  onBytes(bytes: number): void;
}

interface Fetch {
  readonly done: Promise<void>;
  readonly waiters: Set<Waiter>;
  readonly abort: AbortController;
  bytes: number;
}

/** Blobs under way at once. */
const concurrency = 4;

/**
 * Brings blobs into the local store, each once however many want it, going on with what an earlier
 * run began. A fetch ends when the last who wants it gives up.
 */
export class LayerFetcher {
  readonly #images: ImageStore;
  readonly #fetches = new Map<string, Fetch>();
  readonly #bringing = new Limiter(concurrency);

  constructor(images: ImageStore) {
    this.#images = images;
  }

  /** Resolves when the blob is there. Throws what the source throws, or the signal's reason. */
  async fetch(descriptor: Descriptor, source: ImageSource, waiter: Waiter): Promise<void> {
    waiter.signal?.throwIfAborted();
    const there = await this.#images.content.stat(descriptor.digest);
    if (there?.size === descriptor.size) return;
    const fetch = this.#fetches.get(descriptor.digest) ?? this.#begin(descriptor, source);
    fetch.waiters.add(waiter);
    waiter.onBytes(fetch.bytes);
    await this.#wait(fetch, waiter);
  }

  #begin(descriptor: Descriptor, source: ImageSource): Fetch {
    const began = Promise.withResolvers<void>();
    const fetch: Fetch = {
      done: began.promise,
      waiters: new Set(),
      abort: new AbortController(),
      bytes: 0,
    };
    this.#fetches.set(descriptor.digest, fetch);
    this.#bringing
      .run(() => this.#bring(descriptor, source, fetch))
      .finally(() => this.#fetches.delete(descriptor.digest))
      .then(began.resolve, began.reject);
    return fetch;
  }

  async #wait(fetch: Fetch, waiter: Waiter): Promise<void> {
    const { signal } = waiter;
    const giveUp = Promise.withResolvers<never>();
    const onAbort = (): void => {
      fetch.waiters.delete(waiter);
      if (fetch.waiters.size === 0) fetch.abort.abort(signal?.reason);
      giveUp.reject(signal?.reason);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      await Promise.race([fetch.done, giveUp.promise]);
    } finally {
      signal?.removeEventListener('abort', onAbort);
      fetch.waiters.delete(waiter);
    }
  }

  async #bring(descriptor: Descriptor, source: ImageSource, fetch: Fetch): Promise<void> {
    const { signal } = fetch.abort;
    signal.throwIfAborted();
    const target = createLayoutTarget({ path: this.#images.folder });
    await target.putBlob(descriptor, {
      signal,
      open: (offset) => openLayer(descriptor, source, { offset, signal }),
      onBytes: (bytes) => {
        fetch.bytes = bytes;
        for (const waiter of fetch.waiters) waiter.onBytes(bytes);
      },
    });
  }
}

/** A layer's bytes; a foreign one's, which its registry need not have, from where its URLs say. */
async function* openLayer(
  descriptor: Descriptor,
  source: ImageSource,
  read: { readonly offset: number; readonly signal: AbortSignal },
): AsyncGenerator<Uint8Array> {
  const urls = isForeignLayer(descriptor.mediaType) ? (descriptor.urls ?? []) : [];
  let begun = false;
  try {
    for await (const chunk of source.fetchBlob(descriptor, read)) {
      begun = true;
      yield chunk;
    }
  } catch (error) {
    if (begun || urls.length === 0 || !isRemoteError(error, 'NOT_FOUND')) throw error;
    yield* openUrl(urls, read, error);
  }
}

async function* openUrl(
  urls: readonly string[],
  { offset, signal }: { readonly offset: number; readonly signal: AbortSignal },
  cause: Error,
): AsyncGenerator<Uint8Array> {
  for (const url of urls.filter((each) => /^https?:\/\//.test(each))) {
    const headers = offset > 0 ? { range: `bytes=${offset}-` } : undefined;
    const response = await fetch(url, { signal, ...(headers ? { headers } : {}) });
    if (response.status !== (offset > 0 ? 206 : 200) || !response.body) {
      await response.body?.cancel();
      continue;
    }
    yield* response.body;
    return;
  }
  throw cause;
}
