import { createFolderReader } from '../files/folder-reader.ts';
import type { ImageSource, ImageTarget } from '../ports.ts';
import { createFilesSource } from './files-source.ts';
import { LayoutWriter } from './layout-writer.ts';

/** An image in an OCI image layout folder. */
export interface LayoutOptions {
  /** The folder. */
  readonly path: string;
  /** The ref name (a tag), or a digest for reading; the only image where absent. */
  readonly reference?: string;
}

/** Reads an image from a layout folder. */
export function createLayoutSource(options: LayoutOptions): ImageSource {
  const { path, reference } = options;
  return createFilesSource(createFolderReader(path), {
    name: reference ? `${path}:${reference}` : path,
    ...(reference ? { reference } : {}),
  });
}

/**
 * Writes an image into a layout folder, made where it is absent. Other images in it stay. Blobs are
 * durable before the index names them; one that was interrupted goes on where it stopped.
 */
export function createLayoutTarget(options: LayoutOptions): ImageTarget {
  const { path, reference } = options;
  const writer = new LayoutWriter(path);
  return {
    name: reference ? `${path}:${reference}` : path,
    putBlob: (descriptor, offer) => writer.putBlob(descriptor, offer),
    // Every file is looked for one by one, which costs nothing here.
    hasManifest: async () => false,
    putManifest: (descriptor, bytes) => writer.putBytes(descriptor, bytes),
    async putRoot(descriptor, bytes, { signal } = {}) {
      await writer.putBytes(descriptor, bytes);
      await writer.setEntry(descriptor, {
        ...(reference ? { reference } : {}),
        ...(signal ? { signal } : {}),
      });
    },
  };
}
