import type { Descriptor } from '@slipway/oci';
import { RemoteError } from '../errors.ts';
import type { FileReader, ImageSource } from '../ports.ts';
import { verified, verifyBytes } from '../verify.ts';
import { blobPath } from './blob-path.ts';
import { findEntry, parseLayoutIndex } from './layout-index.ts';

/** Larger files than this are no manifest and no index. */
const documentLimit = 4 * 1024 * 1024;

/** What a source over files is called, and which image it means. */
export interface FilesImage {
  readonly name: string;
  readonly reference?: string;
}

/** An image in an OCI layout, wherever its files are. */
export function createFilesSource(files: FileReader, image: FilesImage): ImageSource {
  return {
    name: image.name,
    async resolve() {
      const index = await readDocument(files, 'index.json', image.name);
      return findEntry(parseLayoutIndex(index, image.name), image.reference, image.name);
    },
    async fetchManifest(descriptor) {
      const bytes = await readDocument(files, blobPath(descriptor.digest), image.name);
      verifyBytes(descriptor, bytes);
      return bytes;
    },
    fetchBlob: (descriptor, options) =>
      readBlob(files, blobPath(descriptor.digest), { descriptor, offset: options?.offset ?? 0 }),
    ...(files.close ? { close: () => files.close?.() ?? Promise.resolve() } : {}),
  };
}

/** A small file, whole. Throws NOT_FOUND, TOO_LARGE. */
export async function readDocument(
  files: FileReader,
  path: string,
  name: string,
): Promise<Uint8Array> {
  const size = await files.size(path);
  if (size === undefined) throw new RemoteError('NOT_FOUND', `${name} has no ${path}`);
  if (size > documentLimit) {
    throw new RemoteError('TOO_LARGE', `${path} in ${name} is larger than ${documentLimit} bytes`);
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of files.open(path)) chunks.push(Uint8Array.from(chunk));
  return Buffer.concat(chunks);
}

/** A blob's bytes from a file, verified when read whole. Throws NOT_FOUND. */
export async function* readBlob(
  files: FileReader,
  path: string,
  read: { readonly descriptor: Descriptor; readonly offset: number },
): AsyncGenerator<Uint8Array> {
  const { descriptor, offset } = read;
  if ((await files.size(path)) === undefined) {
    throw new RemoteError('NOT_FOUND', `${path} (${descriptor.mediaType}) is missing`);
  }
  const source = files.open(path, { start: offset });
  yield* offset === 0 ? verified(descriptor, source) : source;
}
