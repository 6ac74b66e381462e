import { type Descriptor, type Digest, manifestKind, parseManifest } from '@slipway/oci';
import { Limiter } from '../copy/limiter.ts';
import { RemoteError } from '../errors.ts';
import { blobPath } from '../layout/blob-path.ts';
import { createFilesSource } from '../layout/files-source.ts';
import {
  formatLayoutIndex,
  fullNameAnnotation,
  layoutMarker,
  refNameAnnotation,
  withoutName,
} from '../layout/layout-index.ts';
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
  const writer = createArchiveWriter(files);
  const { name, reference, repoTags = [] } = options;
  const target = writer.target({
    name,
    entryNames: reference === undefined ? [] : [{ refName: reference }],
    repoTags,
  });
  return { ...target, close: ({ failed }) => writer.close({ failed }) };
}

/** A name that an archive's `index.json` gives to an image. */
export interface ArchiveEntryName {
  /** `org.opencontainers.image.ref.name`: a tag, or a whole reference. */
  readonly refName: string;
  /** `io.containerd.image.name`: the whole reference. */
  readonly fullName?: string;
}

/** One image of several in an archive. */
export interface ArchiveEntry {
  /** For messages. */
  readonly name: string;
  /** None: the image has no name. */
  readonly entryNames: readonly ArchiveEntryName[];
  /** The names under which `docker load` finds it. */
  readonly repoTags: readonly string[];
  /** Of an index: the image in it that engines take which know no index. */
  readonly dockerImage?: Digest;
}

/** Writes images into one archive, each blob once. */
export interface ArchiveWriter {
  /** Where one image goes. Not to be closed: `close` of the writer completes them all. */
  target(entry: ArchiveEntry): ImageTarget;
  /** Completes the archive; removes it where something failed or nothing was written. */
  close(options: { readonly failed: boolean }): Promise<void>;
}

/** An archive for any number of images: an OCI image layout with the `manifest.json` of `docker save`. */
export function createArchiveWriter(files: FileAppender): ArchiveWriter {
  const contents = new ArchiveContents(files);
  return {
    target: (entry) => ({
      name: entry.name,
      async putBlob(descriptor, offer) {
        const content = counted(descriptor, offer);
        return (await contents.addBlob(descriptor, content)) ? 'stored' : 'exists';
      },
      hasManifest: async (descriptor) => contents.has(descriptor),
      putManifest: (descriptor, bytes) => contents.addManifest(descriptor, bytes),
      putRoot: (descriptor, bytes) => contents.addRoot(descriptor, bytes, entry),
    }),
    async close({ failed }) {
      let keep = false;
      try {
        if (!failed && contents.hasRoot) {
          await contents.finish();
          keep = true;
        }
      } finally {
        await files.close({ keep });
      }
    },
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

/** One image in `manifest.json`. */
interface SavedImage {
  readonly Config: string;
  readonly RepoTags: readonly string[];
  readonly Layers: readonly string[];
}

interface ManifestBytes {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
}

/** One file after the other, each blob once. */
class ArchiveContents {
  readonly #files: FileAppender;
  readonly #one = new Limiter(1);
  readonly #written = new Set<string>();
  readonly #manifests = new Map<string, ManifestBytes>();
  readonly #entries: Descriptor[] = [];
  readonly #saved: SavedImage[] = [];

  constructor(files: FileAppender) {
    this.#files = files;
  }

  get hasRoot(): boolean {
    return this.#entries.length > 0;
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

  async #addBytes(descriptor: Descriptor, bytes: Uint8Array): Promise<void> {
    verifyBytes(descriptor, bytes);
    await this.addBlob(descriptor, once(bytes));
  }

  async addManifest(descriptor: Descriptor, bytes: Uint8Array): Promise<void> {
    await this.#addBytes(descriptor, bytes);
    this.#manifests.set(descriptor.digest, { descriptor, bytes });
  }

  async addRoot(root: Descriptor, bytes: Uint8Array, entry: ArchiveEntry): Promise<void> {
    await this.addManifest(root, bytes);
    this.#entries.push(...namedEntries(root, entry.entryNames));
    const image =
      manifestKind(root.mediaType) === 'image' ? root.digest : (entry.dockerImage ?? root.digest);
    const manifest = this.#manifests.get(image);
    const saved = manifest && savedImage(manifest, entry.repoTags);
    if (saved) this.#saved.push(saved);
  }

  finish(): Promise<void> {
    return this.#one.run(async () => {
      await this.#document('oci-layout', Buffer.from(layoutMarker));
      await this.#document('index.json', formatLayoutIndex(this.#entries));
      if (this.#saved.length === 0) return;
      await this.#document('manifest.json', Buffer.from(`${JSON.stringify(this.#saved)}\n`));
    });
  }

  #document(name: string, bytes: Uint8Array): Promise<void> {
    return this.#files.add(name, bytes.length, once(bytes));
  }
}

function namedEntries(root: Descriptor, names: readonly ArchiveEntryName[]): readonly Descriptor[] {
  const bare = withoutName(root);
  if (names.length === 0) return [bare];
  return names.map(({ refName, fullName }) => ({
    ...bare,
    annotations: {
      ...bare.annotations,
      [refNameAnnotation]: refName,
      ...(fullName === undefined ? {} : { [fullNameAnnotation]: fullName }),
    },
  }));
}

/** `manifest.json` of `docker save` knows images alone. */
function savedImage(
  { descriptor: { mediaType }, bytes }: ManifestBytes,
  repoTags: readonly string[],
): SavedImage | undefined {
  if (manifestKind(mediaType) !== 'image') return undefined;
  const { config, layers } = parseManifest(bytes, mediaType);
  if (!config) return undefined;
  return {
    Config: blobPath(config.digest),
    RepoTags: repoTags,
    Layers: layers.map((each) => blobPath(each.digest)),
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
