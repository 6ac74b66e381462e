import { digestAlgorithm } from '@slipway/oci';
import type { RemoteRepository } from '../client.ts';
import { RemoteError } from '../errors.ts';
import type { Cancellable, ImageSource, ImageTarget } from '../ports.ts';
import { verifyBytes } from '../verify.ts';

/** An image in a registry, by tag or digest. */
export function createRegistrySource(image: {
  readonly repository: RemoteRepository;
  readonly reference: string;
}): ImageSource {
  const { repository, reference } = image;
  return {
    name: nameOf(repository, reference),
    location: repository.location,
    resolve: (options) => repository.resolve(reference, options),
    async fetchManifest(descriptor, options) {
      const { bytes } = await repository.fetchManifest(descriptor.digest, options);
      verifyBytes(descriptor, bytes);
      return bytes;
    },
    fetchBlob: (descriptor, options) => repository.fetchBlob(descriptor, options),
    referrers: (descriptor, options) => repository.referrers(descriptor.digest, options),
  };
}

/** A place in a registry: `tag`, or the root's digest alone. */
export function createRegistryTarget(image: {
  readonly repository: RemoteRepository;
  readonly tag?: string;
}): ImageTarget {
  const { repository, tag } = image;
  return {
    name: tag ? nameOf(repository, tag) : nameOf(repository, ''),
    putBlob: (descriptor, offer) => repository.pushBlob(descriptor, offer),
    hasManifest: (descriptor, options) => exists(repository, descriptor.digest, options),
    async putManifest(descriptor, bytes, options) {
      await repository.pushManifest(bytes, {
        ...options,
        mediaType: descriptor.mediaType,
        algorithm: digestAlgorithm(descriptor.digest),
      });
    },
    async putRoot(descriptor, bytes, options) {
      await repository.pushManifest(bytes, {
        ...options,
        mediaType: descriptor.mediaType,
        algorithm: digestAlgorithm(descriptor.digest),
        ...(tag ? { tag } : {}),
      });
    },
  };
}

async function exists(
  repository: RemoteRepository,
  digest: string,
  options: Cancellable = {},
): Promise<boolean> {
  try {
    await repository.resolve(digest, options);
    return true;
  } catch (error) {
    if (error instanceof RemoteError && error.code === 'NOT_FOUND') return false;
    throw error;
  }
}

function nameOf({ location }: RemoteRepository, reference: string): string {
  const separator = reference === '' ? '' : reference.includes(':') ? '@' : ':';
  return `${location.registry}/${location.repository}${separator}${reference}`;
}
