import { type Descriptor, manifestKind } from '@slipway/oci';
import { Limiter } from './limiter.ts';
import type { CopyOptions, CopyPhase, CopyResult } from './options.ts';

/** Blobs under way at once, where the caller does not say. */
const defaultConcurrency = 4;
/** Manifests are small: more of them may be under way. */
const manifestConcurrency = 8;

/** The state of one copy: what is under way or done, each digest once. */
export class CopyRun {
  readonly options: CopyOptions;
  readonly signal: AbortSignal;
  /** Manifests met so far, but the root. */
  readonly manifests: Descriptor[] = [];
  readonly #blobs: Limiter;
  readonly #requests = new Limiter(manifestConcurrency);
  readonly #started = new Map<string, Promise<void>>();
  readonly #counts = { stored: 0, mounted: 0, existing: 0, bytes: 0 };

  constructor(options: CopyOptions, signal: AbortSignal) {
    this.options = options;
    this.signal = signal;
    this.#blobs = new Limiter(options.concurrency ?? defaultConcurrency);
  }

  /** Copies a blob, or waits for the copy that is under way. */
  blobOnce(descriptor: Descriptor): Promise<void> {
    return this.#once(descriptor, () => this.#blobs.run(() => this.#blob(descriptor)));
  }

  /** Copies a manifest after `children` has copied what it refers to. */
  manifestOnce(
    descriptor: Descriptor,
    children: (bytes: Uint8Array) => Promise<void>,
  ): Promise<void> {
    return this.#once(descriptor, () => this.#manifest(descriptor, children));
  }

  /** Tells the progress that `descriptor` will be copied. */
  waiting(descriptor: Descriptor): void {
    this.#report(descriptor, 'waiting', 0);
  }

  async putRoot(descriptor: Descriptor, bytes: Uint8Array): Promise<void> {
    this.#report(descriptor, 'uploading', 0);
    await this.options.target.putRoot(descriptor, bytes, { signal: this.signal });
    this.#finish(descriptor, 'done');
  }

  /** As Promise.all, but a failure leaves no other promise unobserved. */
  async all(work: readonly Promise<void>[]): Promise<void> {
    await Promise.all(work);
  }

  /** Resolves when nothing is under way any more. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#started.values());
  }

  result(root: Descriptor): CopyResult {
    return { root, ...this.#counts };
  }

  #once(descriptor: Descriptor, work: () => Promise<void>): Promise<void> {
    const known = this.#started.get(descriptor.digest);
    if (known) return known;
    this.#report(descriptor, 'waiting', 0);
    const pending = work();
    this.#started.set(descriptor.digest, pending);
    return pending;
  }

  async #blob(descriptor: Descriptor): Promise<void> {
    const { source, target } = this.options;
    this.signal.throwIfAborted();
    let moved = 0;
    let first = 0;
    const outcome = await target.putBlob(descriptor, {
      signal: this.signal,
      ...(source.location ? { from: source.location } : {}),
      open: (offset) => {
        first = offset;
        this.#report(descriptor, 'downloading', offset);
        return source.fetchBlob(descriptor, { offset, signal: this.signal });
      },
      onBytes: (bytes) => {
        moved = Math.max(moved, bytes - first);
        this.#report(descriptor, 'uploading', bytes);
      },
    });
    if (outcome === 'stored') this.#counts.bytes += moved;
    this.#finish(descriptor, outcome === 'stored' ? 'done' : outcome);
  }

  async #manifest(
    descriptor: Descriptor,
    children: (bytes: Uint8Array) => Promise<void>,
  ): Promise<void> {
    const { source, target } = this.options;
    const { signal } = this;
    this.manifests.push(descriptor);
    const present = await this.#requests.run(() => target.hasManifest(descriptor, { signal }));
    // A registry may keep an index without all of its manifests: those are looked for one by one.
    if (present && manifestKind(descriptor.mediaType) === 'image') {
      return this.#finish(descriptor, 'exists');
    }
    this.#report(descriptor, 'downloading', 0);
    const bytes = await this.#requests.run(() => source.fetchManifest(descriptor, { signal }));
    await children(bytes);
    if (present) return this.#finish(descriptor, 'exists');
    this.#report(descriptor, 'uploading', 0);
    await this.#requests.run(() => target.putManifest(descriptor, bytes, { signal }));
    this.#finish(descriptor, 'done');
  }

  #finish(descriptor: Descriptor, phase: 'done' | 'mounted' | 'exists'): void {
    if (phase === 'done') this.#counts.stored += 1;
    else if (phase === 'mounted') this.#counts.mounted += 1;
    else this.#counts.existing += 1;
    this.#report(descriptor, phase, descriptor.size);
  }

  #report(descriptor: Descriptor, phase: CopyPhase, bytes: number): void {
    this.options.onProgress?.({ descriptor, phase, bytes });
  }
}
