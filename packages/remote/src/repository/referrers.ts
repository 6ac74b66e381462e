import { type Descriptor, type Digest, mediaTypes, parseManifest } from '@slipway/oci';
import type { FetchedManifest } from '../client.ts';
import { isRemoteError, RemoteError } from '../errors.ts';
import type { Cancellable } from '../ports.ts';
import { fetchManifest, putManifest, signalOf } from './manifests.ts';
import { pages } from './paging.ts';
import type { RepositoryContext } from './repository-context.ts';

/** Distribution spec, "Referrers Tag Schema": the tag that stands in for the missing API. */
export function fallbackTag(digest: Digest): string {
  return digest.replace(':', '-').slice(0, 128);
}

/** See `RemoteRepository.referrers`. */
export async function listReferrers(
  context: RepositoryContext,
  digest: Digest,
  options: Cancellable & { readonly artifactType?: string } = {},
): Promise<readonly Descriptor[]> {
  const found =
    (await fromApi(context, digest, options)) ?? (await fromTag(context, digest, options)).entries;
  const { artifactType } = options;
  return artifactType ? found.filter((each) => each.artifactType === artifactType) : found;
}

/** Undefined where the registry has no referrers API. */
async function fromApi(
  context: RepositoryContext,
  digest: Digest,
  options: Cancellable & { readonly artifactType?: string },
): Promise<Descriptor[] | undefined> {
  const query = options.artifactType
    ? `?artifactType=${encodeURIComponent(options.artifactType)}`
    : '';
  const found: Descriptor[] = [];
  try {
    const list = pages(context.session, {
      ...signalOf(options),
      registry: context.location.registry,
      path: context.path(`referrers/${digest}${query}`),
      action: `list referrers of ${context.name}@${digest}`,
      scopes: context.pull,
    });
    for await (const page of list) found.push(...entriesOf(context, page));
    return found;
  } catch (error) {
    options.signal?.throwIfAborted();
    // What registries without the API answer; some send an HTML page with 200.
    const codes = ['NOT_FOUND', 'UNSUPPORTED', 'INVALID_REQUEST', 'INVALID_RESPONSE'];
    if (isRemoteError(error) && codes.includes(error.code)) return undefined;
    throw error;
  }
}

async function fromTag(
  context: RepositoryContext,
  digest: Digest,
  options: Cancellable,
): Promise<{ readonly entries: readonly Descriptor[] }> {
  let fetched: FetchedManifest;
  try {
    fetched = await fetchManifest(context, fallbackTag(digest), signalOf(options));
  } catch (error) {
    if (isRemoteError(error, 'NOT_FOUND')) return { entries: [] };
    throw error;
  }
  return { entries: parseManifest(fetched.bytes, fetched.descriptor.mediaType).manifests };
}

/** Adds `referrer` to the subject's fallback tag: the client's duty where a registry does not. */
export async function keepFallbackTag(
  context: RepositoryContext,
  { subject, referrer }: { readonly subject: Digest; readonly referrer: Descriptor },
  options: Cancellable = {},
): Promise<void> {
  const { entries } = await fromTag(context, subject, options);
  if (entries.some((each) => each.digest === referrer.digest)) return;
  const index = {
    schemaVersion: 2,
    mediaType: mediaTypes.ociIndex,
    manifests: [...entries, referrer],
  };
  await putManifest(context, Buffer.from(JSON.stringify(index)), {
    ...signalOf(options),
    mediaType: mediaTypes.ociIndex,
    tag: fallbackTag(subject),
  });
}

function entriesOf(
  context: RepositoryContext,
  page: Record<string, unknown>,
): readonly Descriptor[] {
  try {
    return parseManifest(Buffer.from(JSON.stringify(page)), mediaTypes.ociIndex).manifests;
  } catch (cause) {
    throw new RemoteError(
      'INVALID_RESPONSE',
      `${context.location.registry} sent an unreadable list of referrers: ${(cause as Error).message}`,
      { cause, registry: context.location.registry },
    );
  }
}
