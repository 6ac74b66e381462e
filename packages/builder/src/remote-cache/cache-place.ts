import { parseReference } from '@slipway/oci';
import {
  createLayoutSource,
  createLayoutTarget,
  createRegistrySource,
  createRegistryTarget,
  type ImageSource,
  type ImageTarget,
  type RegistryClient,
} from '@slipway/remote';
import { BuildError } from '../errors.ts';
import type { CacheRequest } from '../request/build-request.ts';

const defaultTag = 'latest';

/** Where a cache is read from. Throws INVALID_REQUEST where the request does not say. */
export function cacheSource(
  { type, attributes }: CacheRequest,
  registry: RegistryClient,
): ImageSource {
  if (type === 'local') {
    const path = attributes.src;
    if (!path) throw missing('--cache-from type=local', 'src');
    return createLayoutSource({
      path,
      reference: attributes.digest ?? attributes.tag ?? defaultTag,
    });
  }
  if (!attributes.ref) throw missing('--cache-from type=registry', 'ref');
  const { tag, digest, ...place } = parseReference(attributes.ref, {
    registry: 'docker.io',
    tag: defaultTag,
  });
  const repository = registry.repository(place);
  return createRegistrySource({ repository, reference: digest ?? tag ?? defaultTag });
}

/** Where a cache is written to. Throws INVALID_REQUEST where the request does not say. */
export function cacheTarget(
  { type, attributes }: CacheRequest,
  registry: RegistryClient,
): ImageTarget {
  if (type === 'local') {
    const path = attributes.dest;
    if (!path) throw missing('--cache-to type=local', 'dest');
    return createLayoutTarget({ path, reference: attributes.tag ?? defaultTag });
  }
  if (!attributes.ref) throw missing('--cache-to type=registry', 'ref');
  const { tag, ...place } = parseReference(attributes.ref, {
    registry: 'docker.io',
    tag: defaultTag,
  });
  return createRegistryTarget({ repository: registry.repository(place), tag: tag ?? defaultTag });
}

function missing(option: string, attribute: string): BuildError {
  return new BuildError('INVALID_REQUEST', `${option}: ${attribute}= is missing`);
}
