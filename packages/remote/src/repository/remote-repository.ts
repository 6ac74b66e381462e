import { type Descriptor, type Digest, type ParsedManifest, parseManifest } from '@slipway/oci';
import type { PushManifestOptions, RemoteRepository } from '../client.ts';
import type { Cancellable, RepositoryLocation } from '../ports.ts';
import type { RegistrySession } from '../transport/session.ts';
import { fetchBlob } from './blob-download.ts';
import { hasBlob, pushBlob } from './blob-upload.ts';
import {
  deleteManifest,
  fetchManifest,
  putManifest,
  resolveManifest,
  signalOf,
} from './manifests.ts';
import { pagedNames } from './paging.ts';
import { keepFallbackTag, listReferrers } from './referrers.ts';
import { type RepositoryContext, repositoryContext } from './repository-context.ts';

/** The operations on one repository, over a client's session. */
export function createRemoteRepository(
  session: RegistrySession,
  location: RepositoryLocation,
): RemoteRepository {
  const context = repositoryContext(session, location);
  return {
    location,
    resolve: (reference, options) => resolveManifest(context, reference, options),
    fetchManifest: (reference, options) => fetchManifest(context, reference, options),
    hasBlob: (descriptor, options) => hasBlob(context, descriptor, options),
    fetchBlob: (descriptor, options) => fetchBlob(context, descriptor, options),
    pushBlob: (descriptor, offer) => pushBlob(context, descriptor, offer),
    pushManifest: (bytes, options) => pushManifest(context, bytes, options),
    listTags: (options = {}) =>
      pagedNames(session, {
        ...signalOf(options),
        registry: location.registry,
        path: context.path('tags/list'),
        member: 'tags',
        action: `list tags of ${context.name}`,
        scopes: context.pull,
      }),
    deleteManifest: (reference, options) => deleteManifest(context, reference, options),
    deleteBlob: (digest, options) => deleteBlob(context, digest, options),
    referrers: (digest, options) => listReferrers(context, digest, options),
  };
}

async function pushManifest(
  context: RepositoryContext,
  bytes: Uint8Array,
  options: PushManifestOptions,
): Promise<Descriptor> {
  const manifest = parseManifest(bytes, options.mediaType);
  const { descriptor, subjectTaken } = await putManifest(context, bytes, options);
  const { subject } = manifest;
  if (subject && !subjectTaken) {
    const referrer = asReferrer(descriptor, manifest);
    await keepFallbackTag(context, { subject: subject.digest, referrer }, signalOf(options));
  }
  return descriptor;
}

/** Distribution spec, "Listing Referrers": what an entry says beside digest and size. */
function asReferrer(descriptor: Descriptor, manifest: ParsedManifest): Descriptor {
  return {
    ...descriptor,
    ...(manifest.artifactType ? { artifactType: manifest.artifactType } : {}),
    ...(manifest.annotations ? { annotations: manifest.annotations } : {}),
  };
}

async function deleteBlob(
  context: RepositoryContext,
  digest: Digest,
  options: Cancellable = {},
): Promise<void> {
  const response = await context.session.send({
    ...signalOf(options),
    registry: context.location.registry,
    action: `delete blob ${digest} of ${context.name}`,
    method: 'DELETE',
    target: context.path(`blobs/${digest}`),
    scopes: context.remove,
    expect: [200, 202, 204],
  });
  await response.discard();
}
