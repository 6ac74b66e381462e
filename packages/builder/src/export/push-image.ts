import type { ContentStore } from '@slipway/content';
import {
  type Descriptor,
  type Digest,
  isForeignLayer,
  parseReference,
  type Reference,
} from '@slipway/oci';
import {
  isRemoteError,
  Limiter,
  type RemoteRepository,
  type RepositoryLocation,
} from '@slipway/remote';
import { BuildError } from '../errors.ts';
import type { AssembledRoot } from './assemble-image.ts';
import type { ImageDocument } from './document.ts';
import type { ExportContext } from './export-context.ts';
import { beginPart, type ExportPart } from './export-progress.ts';
import type { PackedLayer } from './pack-layers.ts';
import { once } from './store-image.ts';

/** Blobs under way at once, in each repository. */
const concurrency = 4;

/**
 * Pushes one build's image to one repository. Layers may be sent before the image is whole; those that
 * the registry has, or can mount from the base's repository, are neither fetched nor sent.
 */
export class ImagePush {
  readonly #context: ExportContext;
  readonly #repository: RemoteRepository;
  readonly #location: RepositoryLocation;
  readonly #blobs = new Map<Digest, Promise<void>>();
  readonly #sending = new Limiter(concurrency);
  #begun: ExportPart | undefined;
  #sent = 0;

  constructor(location: RepositoryLocation, context: ExportContext) {
    this.#context = context;
    this.#location = location;
    this.#repository = context.environment.registry.repository(location);
  }

  /** Begins to send a layer; {@link finish} waits for it, and throws its failure. */
  offer(layer: PackedLayer): void {
    if (isForeignLayer(layer.descriptor.mediaType)) return;
    this.#once(layer.descriptor, () => this.#pushLayer(layer));
  }

  /** Sends what is left and gives the image its names: tags, or none for its digest alone. */
  async finish(image: AssembledRoot, tags: readonly (string | undefined)[]): Promise<void> {
    try {
      if (this.#blobs.size > 0 || !(await this.#hasRoot(image))) await this.#pushAll(image);
      this.#part.done();
      for (const tag of tags) await this.#putRoot(image.root, tag);
    } catch (error) {
      this.#context.signal.throwIfAborted();
      throw this.#failed(error);
    }
  }

  /** Nothing is pushed after all; what is under way comes to its end. */
  async abandon(): Promise<void> {
    await Promise.allSettled(this.#blobs.values());
  }

  async #pushAll({ images, root }: AssembledRoot): Promise<void> {
    for (const { layers, config } of images) {
      for (const layer of layers) this.offer(layer);
      this.#once(config.descriptor, () => this.#pushBytes(config));
    }
    const outcomes = await Promise.allSettled(this.#blobs.values());
    const failed = outcomes.find((each) => each.status === 'rejected');
    if (failed) throw failed.reason;
    for (const { manifest } of images) {
      if (manifest.descriptor.digest !== root.descriptor.digest)
        await this.#putRoot(manifest, undefined);
    }
  }

  get #part(): ExportPart {
    const { registry, repository } = this.#location;
    const { onEvent } = this.#context.environment;
    this.#begun ??= beginPart(onEvent, `pushing layers to ${registry}/${repository}`);
    return this.#begun;
  }

  #once(descriptor: Descriptor, work: () => Promise<void>): void {
    if (this.#blobs.has(descriptor.digest)) return;
    const pending = this.#sending.run(work);
    // Thrown by whoever finishes the push.
    pending.catch(() => {});
    this.#blobs.set(descriptor.digest, pending);
  }

  async #pushLayer(packed: PackedLayer): Promise<void> {
    const { descriptor, base } = packed;
    const from = base && placeOf(base.image.reference);
    let sent = 0;
    await this.#repository.pushBlob(descriptor, {
      signal: this.#context.signal,
      ...(from ? { from } : {}),
      open: (offset) => this.#open(packed, offset),
      onBytes: (bytes) => {
        this.#sent += bytes - sent;
        sent = bytes;
        this.#part.update(this.#sent);
      },
    });
  }

  async *#open(packed: PackedLayer, offset: number): AsyncGenerator<Uint8Array> {
    const { content } = this.#context.environment;
    const { digest } = packed.descriptor;
    if (!(await content.stat(digest))) {
      await this.#context.ensureContent([packed.layer], this.#context.signal);
    }
    yield* readBlob(content, digest, offset);
  }

  async #pushBytes({ descriptor, bytes }: ImageDocument): Promise<void> {
    await this.#repository.pushBlob(descriptor, {
      signal: this.#context.signal,
      open: (offset) => once(bytes.subarray(offset)),
    });
  }

  async #hasRoot({ root }: AssembledRoot): Promise<boolean> {
    return (await this.#resolve(root.descriptor.digest)) !== undefined;
  }

  async #resolve(reference: string): Promise<Digest | undefined> {
    try {
      const { signal } = this.#context;
      return (await this.#repository.resolve(reference, { signal })).digest;
    } catch (error) {
      if (isRemoteError(error, 'NOT_FOUND')) return undefined;
      throw error;
    }
  }

  async #putRoot({ descriptor, bytes }: ImageDocument, tag: string | undefined): Promise<void> {
    const { signal } = this.#context;
    const { mediaType, digest } = descriptor;
    if ((await this.#resolve(tag ?? digest)) === digest) return;
    await this.#repository.pushManifest(bytes, { mediaType, signal, ...(tag ? { tag } : {}) });
  }

  #failed(cause: unknown): unknown {
    if (!isRemoteError(cause)) return cause;
    const { registry, repository } = this.#location;
    const denied = cause.code === 'UNAUTHORIZED' || cause.code === 'DENIED';
    return new BuildError(
      'EXPORT_FAILED',
      `pushing to ${registry}/${repository} failed: ${cause.message}`,
      { cause, ...(denied ? { advice: `Log in with "slipway login ${registry}"` } : {}) },
    );
  }
}

/** Names by repository: each is pushed to once. `undefined` stands for the digest alone. */
export function byRepository(
  names: readonly string[],
  byDigest: boolean,
): readonly { location: RepositoryLocation; tags: readonly (string | undefined)[] }[] {
  const groups = new Map<string, { location: RepositoryLocation; tags: (string | undefined)[] }>();
  for (const name of names) {
    const { registry, repository, tag } = parseName(name);
    const key = `${registry}/${repository}`;
    const group = groups.get(key) ?? { location: { registry, repository }, tags: [] };
    const wanted = byDigest ? undefined : (tag ?? 'latest');
    if (!group.tags.includes(wanted)) group.tags.push(wanted);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function parseName(name: string): Reference {
  return parseReference(name, { registry: 'docker.io' });
}

/** The repository that a base image came from; undefined for a layout's. */
function placeOf(reference: string): RepositoryLocation | undefined {
  if (reference.startsWith('oci-layout://')) return undefined;
  const { registry, repository } = parseName(reference);
  return { registry, repository };
}

async function* readBlob(
  content: ContentStore,
  digest: Digest,
  offset: number,
): AsyncGenerator<Uint8Array> {
  const blob = await content.open(digest);
  if (!blob) throw new BuildError('EXPORT_FAILED', `the layer ${digest} is not here`);
  try {
    if (offset >= blob.size) return;
    const range = { start: offset, end: blob.size - 1 };
    // A socket may still wait with one chunk when the next is asked for, whose buffer it would share.
    for await (const chunk of blob.chunks(range)) yield Uint8Array.from(chunk);
  } finally {
    await blob.close();
  }
}
