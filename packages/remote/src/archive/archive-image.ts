import { type Descriptor, manifestKind, parseManifest } from '@slipway/oci';
import { Limiter } from '../copy/limiter.ts';
import { RemoteError } from '../errors.ts';
import { blobPath } from '../layout/blob-path.ts';
import { createFilesSource } from '../layout/files-source.ts';
import { formatLayoutIndex, layoutMarker, withEntry } from '../layout/layout-index.ts';
import type { FileAppender, FileReader, ImageSource, ImageTarget } from '../ports.ts';
import { verified, verifyBytes } from '../verify.ts';
import { createDockerArchiveSource } from './docker-archive-source.ts';

/** An image in an archive. */
export interface ArchiveImageOptions {
  /** For messages: the file. */
  readonly name: string;
  /** The ref name (a tag; for reading also a digest); the only image where absent. */
  readonly reference?: string;
  /** For writing: the names under which `docker load` finds the image: `localhost:5000/a/b:1`. */
  readonly repoTags?: readonly string[];
}

/** Reads an image from an OCI archive or from one of `docker save`. Throws LAYOUT for others. */
export async function createArchiveSource(
  files: FileReader,
  options: ArchiveImageOptions,
): Promise<ImageSource> {
  if ((await files.size('index.json')) !== undefined) return createFilesSource(files, options);
  if ((await files.size('manifest.json')) !== undefined) {
    return createDockerArchiveSource(files, options);
  }
  throw new RemoteError(
    'LAYOUT',
    `${options.name} is no image: it has neither index.json (OCI) nor manifest.json (docker save)`,
  );
}

/**
 * Writes an OCI image layout as an archive, which `docker load` takes too: a single image also gets
 * the `manifest.json` that older engines read.
 */
export function createArchiveTarget(
  files: FileAppender,
  options: ArchiveImageOptions,
): ImageTarget {
  const writer = new ArchiveWriter(files, options);
  return {
    name: options.name,
    async putBlob(descriptor, offer) {
      const content = counted(descriptor, offer);
      return (await writer.addBlob(descriptor, content)) ? 'stored' : 'exists';
    },
    hasManifest: async (descriptor) => writer.has(descriptor),
    putManifest: (descriptor, bytes) => writer.addBytes(descriptor, bytes),
    putRoot: (descriptor, bytes) => writer.finish(descriptor, bytes),
    close: ({ failed }) => files.close({ keep: !failed && writer.isFinished }),
  };
}

async function* counted(
  descriptor: Descriptor,
  offer: Parameters<ImageTarget['putBlob']>[1],
): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of verified(descriptor, offer.open(0))) {
    size += chunk.length;
    yield chunk;
    offer.onBytes?.(size);
  }
}

/** One file after the other, each blob once. */
class ArchiveWriter {
  isFinished = false;
  readonly #files: FileAppender;
  readonly #options: ArchiveImageOptions;
  readonly #one = new Limiter(1);
  readonly #written = new Set<string>();

  constructor(files: FileAppender, options: ArchiveImageOptions) {
    this.#files = files;
    this.#options = options;
  }

  has(descriptor: Descriptor): boolean {
    return this.#written.has(descriptor.digest);
  }

  addBlob(descriptor: Descriptor, content: AsyncIterable<Uint8Array>): Promise<boolean> {
    return this.#one.run(async () => {
      if (this.has(descriptor)) return false;
      await this.#files.add(blobPath(descriptor.digest), descriptor.size, content);
      this.#written.add(descriptor.digest);
      return true;
    });
  }

  async addBytes(descriptor: Descriptor, bytes: Uint8Array): Promise<void> {
    verifyBytes(descriptor, bytes);
    await this.addBlob(descriptor, once(bytes));
  }

  async finish(root: Descriptor, bytes: Uint8Array): Promise<void> {
    await this.addBytes(root, bytes);
    const index = formatLayoutIndex(withEntry([], root, this.#options.reference));
    await this.#one.run(async () => {
      await this.#document('oci-layout', Buffer.from(layoutMarker));
      await this.#document('index.json', index);
      const saved = this.#savedImage(root, bytes);
      if (saved) await this.#document('manifest.json', saved);
    });
    this.isFinished = true;
  }

  /** `manifest.json` of `docker save`, where there is one image to describe. */
  #savedImage(root: Descriptor, bytes: Uint8Array): Uint8Array | undefined {
    if (manifestKind(root.mediaType) !== 'image') return undefined;
    const { config, layers } = parseManifest(bytes, root.mediaType);
    if (!config) return undefined;
    const image = {
      Config: blobPath(config.digest),
      RepoTags: this.#options.repoTags ?? [],
      Layers: layers.map((each) => blobPath(each.digest)),
    };
    return Buffer.from(`${JSON.stringify([image])}\n`);
  }

  #document(name: string, bytes: Uint8Array): Promise<void> {
    return this.#files.add(name, bytes.length, once(bytes));
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
