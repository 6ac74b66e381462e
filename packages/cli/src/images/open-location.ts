import { createTarFile, openTarFile } from '@slipway/archive';
import { formatReference, parseReference, type Reference } from '@slipway/oci';
import {
  createArchiveSource,
  createArchiveTarget,
  createLayoutSource,
  createLayoutTarget,
  createRegistrySource,
  createRegistryTarget,
  type ImageSource,
  type ImageTarget,
  type RegistryClient,
} from '@slipway/remote';
import { usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { formatImageLocation, type ImageLocation, imageName } from './image-location.ts';
import { createLocalSource } from './local-source.ts';
import { localStoreFolder } from './local-store.ts';

/** What locations are opened with. */
export interface Opener {
  readonly context: Context;
  readonly client: RegistryClient;
}

/** Opens a location for reading. The caller closes the source. */
export async function openSource(
  location: ImageLocation,
  { context, client }: Opener,
): Promise<ImageSource> {
  switch (location.kind) {
    case 'registry': {
      const { registry, repository, tag, digest } = location.reference;
      const reference = digest ?? tag ?? 'latest';
      return createRegistrySource({
        repository: client.repository({ registry, repository }),
        reference,
      });
    }
    case 'local': {
      const { reference } = location;
      const name = reference.digest ?? imageName(reference);
      return createLocalSource({ folder: localStoreFolder(context), name, reference, client });
    }
    case 'oci':
      return createLayoutSource({ path: location.path, ...named(location.name) });
    default: {
      const name = formatImageLocation(location);
      const files = await openTarFile(location.path);
      try {
        return await createArchiveSource(files, { name, ...named(location.name) });
      } catch (error) {
        await files.close();
        throw error;
      }
    }
  }
}

/**
 * Opens a location for writing. `origin` is the reference the image came from, which names it in an
 * archive that the user gave no name for. The caller closes the target. Throws a usage error.
 */
export async function openTarget(
  location: ImageLocation,
  { context, client }: Opener,
  origin: Reference | undefined,
): Promise<ImageTarget> {
  switch (location.kind) {
    case 'registry': {
      const { registry, repository, tag } = targetReference(location);
      return createRegistryTarget({
        repository: client.repository({ registry, repository }),
        ...(tag === undefined ? {} : { tag }),
      });
    }
    case 'local':
      return createLayoutTarget({
        path: localStoreFolder(context),
        reference: imageName(location.reference),
      });
    case 'oci':
      return createLayoutTarget({ path: location.path, ...named(location.name) });
    default: {
      const name =
        location.name ?? (origin?.tag ? formatReference(withoutDigest(origin)) : undefined);
      return createArchiveTarget(await createTarFile(location.path), {
        name: formatImageLocation(location),
        ...named(name),
        repoTags: name === undefined ? [] : repoTags(name, location.kind),
      });
    }
  }
}

/**
 * `docker load` refuses a whole archive for a name without a tag. An OCI archive's name may be
 * anything (often a bare tag), which then is no name for Docker.
 */
function repoTags(name: string, kind: 'oci-archive' | 'docker-archive'): readonly string[] {
  if (kind === 'oci-archive' && !/[^:]:[^:/]+$/.test(name)) return [];
  const { tag } = parseReference(name, { registry: 'docker.io' });
  return [tag === undefined ? `${name}:latest` : name];
}

function named(name: string | undefined): { reference?: string } {
  return name === undefined ? {} : { reference: name };
}

function withoutDigest(reference: Reference): Reference {
  return { ...reference, digest: undefined };
}

function targetReference(location: ImageLocation & { kind: 'registry' }): Reference {
  const { reference } = location;
  if (reference.digest === undefined) return reference;
  throw usageError(
    `a target is named by a tag, not by a digest: ${formatReference(reference)}`,
    'Leave out the part from @ on',
  );
}
