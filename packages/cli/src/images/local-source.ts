import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, digestAlgorithm, digestHex, type Reference } from '@slipway/oci';
import {
  createLayoutSource,
  createRegistrySource,
  type ImageSource,
  type RegistryClient,
} from '@slipway/remote';

/** What a source over the local store reads. */
export interface LocalSource {
  readonly folder: string;
  /** What the store calls it. */
  readonly name: string;
  /** The repository it may be fetched from. */
  readonly reference: Reference;
  readonly client: RegistryClient;
}

/**
 * An image of the local store. Base images of builds are there without what no build needed yet:
 * that comes from their registry.
 */
export function createLocalSource({ folder, name, reference, client }: LocalSource): ImageSource {
  const layout = createLayoutSource({ path: folder, reference: name });
  const { registry, repository } = reference;
  const remote = createRegistrySource({
    repository: client.repository({ registry, repository }),
    reference: name,
  });
  const has = async (digest: Digest): Promise<boolean> => {
    const path = join(folder, 'blobs', digestAlgorithm(digest), digestHex(digest));
    return (await stat(path).catch(() => undefined)) !== undefined;
  };
  const of = async (digest: Digest): Promise<ImageSource> =>
    (await has(digest)) ? layout : remote;
  return {
    ...layout,
    fetchManifest: async (descriptor, options) =>
      (await of(descriptor.digest)).fetchManifest(descriptor, options),
    async *fetchBlob(descriptor, options) {
      yield* (await of(descriptor.digest)).fetchBlob(descriptor, options);
    },
  };
}
