import { type Descriptor, formatReference, type Reference } from '@slipway/oci';
import { isRemoteError } from '@slipway/remote';
import { BuildError } from '../errors.ts';

/** Why a base image could not be had, as a BuildError that says where it was looked for. */
export function notResolved(
  reference: Reference | undefined,
  cause: unknown,
  { searched, text }: { readonly searched: boolean; readonly text: string },
): unknown {
  if (cause instanceof BuildError) return cause;
  if (!(cause instanceof Error)) return cause;
  const name = reference ? formatReference(reference) : text;
  if (!reference) return new BuildError('IMAGE_NOT_FOUND', `${name}: ${cause.message}`, { cause });
  const { registry } = reference;
  const elsewhere = searched ? ' is not in the local store, and ' : ': ';
  if (isRemoteError(cause, 'NOT_FOUND')) {
    return new BuildError('IMAGE_NOT_FOUND', `${name}${elsewhere}${registry} does not have it`, {
      cause,
      advice: 'Check the name and the tag',
    });
  }
  if (isRemoteError(cause, 'UNAUTHORIZED') || isRemoteError(cause, 'DENIED')) {
    return new BuildError(
      'IMAGE_NOT_FOUND',
      `${name}${elsewhere}${registry} does not have it or does not give it to you`,
      { cause, advice: `Check the name, or log in with "slipway login ${registry}"` },
    );
  }
  return new BuildError(
    'IMAGE_NOT_FOUND',
    `${name}${searched ? elsewhere : ' '}cannot be had: ${cause.message}`,
    {
      cause,
      ...(isRemoteError(cause, 'UNREACHABLE')
        ? {
            advice:
              'Check the network, or bring the image here first: one in the local store needs none',
          }
        : {}),
    },
  );
}

/** Why a base image's layer could not be had. */
export function layerUnavailable(image: string, layer: Descriptor, cause: unknown): unknown {
  if (cause instanceof BuildError || !(cause instanceof Error)) return cause;
  return new BuildError(
    'IMAGE_NOT_FOUND',
    `layer ${layer.digest} of ${image} cannot be had: ${cause.message}`,
    { cause, ...layerAdvice(image, cause) },
  );
}

function layerAdvice(image: string, cause: Error): { readonly advice?: string } {
  if ('code' in cause && cause.code === 'ENOSPC') {
    return { advice: 'Free some disk space, with "slipway prune" for example' };
  }
  // A folder or an archive is all there is.
  if (image.includes('://')) return {};
  return { advice: `Bring the whole image here with "slipway pull ${image}"` };
}
