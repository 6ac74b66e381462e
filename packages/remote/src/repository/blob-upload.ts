import type { Descriptor } from '@slipway/oci';
import { isRemoteError } from '../errors.ts';
import type { BlobOffer, BlobOutcome, Cancellable } from '../ports.ts';
import { verified } from '../verify.ts';
import { signalOf } from './manifests.ts';
import type { RepositoryContext } from './repository-context.ts';
import { uploadLocation } from './upload-location.ts';
import { BlobUpload } from './upload-session.ts';

/** Whether the repository has the blob. */
export async function hasBlob(
  context: RepositoryContext,
  descriptor: Descriptor,
  options: Cancellable = {},
): Promise<boolean> {
  const response = await context.session.send({
    ...signalOf(options),
    registry: context.location.registry,
    action: `look for blob ${descriptor.digest} in ${context.name}`,
    method: 'HEAD',
    target: context.path(`blobs/${descriptor.digest}`),
    scopes: context.push,
    expect: [200, 404],
  });
  await response.discard();
  return response.status === 200;
}

/** See `RemoteRepository.pushBlob`. */
export async function pushBlob(
  context: RepositoryContext,
  descriptor: Descriptor,
  offer: BlobOffer,
): Promise<BlobOutcome> {
  if (await hasBlob(context, descriptor, offer)) return 'exists';
  const started =
    (await mount(context, descriptor, offer)) ?? (await begin(context, descriptor, offer));
  if (started === 'mounted') return 'mounted';
  const upload = new BlobUpload(context, descriptor, started);
  await uploadResumed(upload, { context, descriptor, offer });
  return 'stored';
}

/**
 * Distribution spec, "Mounting a blob from another repository": 201 is a mount, 202 an upload as
 * any other. Undefined where it was not, or could not be, asked.
 */
async function mount(
  context: RepositoryContext,
  descriptor: Descriptor,
  offer: BlobOffer,
): Promise<'mounted' | URL | undefined> {
  const { from } = offer;
  if (from?.registry !== context.location.registry) return undefined;
  if (from.repository === context.location.repository) return undefined;
  try {
    const response = await context.session.send({
      ...signalOf(offer),
      registry: context.location.registry,
      action: `mount blob ${descriptor.digest} in ${context.name}`,
      method: 'POST',
      target: context.path(
        `blobs/uploads/?mount=${encodeURIComponent(descriptor.digest)}&from=${encodeURIComponent(from.repository)}`,
      ),
      headers: { 'content-length': '0' },
      scopes: [...context.push, `repository:${from.repository}:pull`],
      expect: [201, 202],
    });
    await response.discard();
    return response.status === 201 ? 'mounted' : uploadLocation(context, response);
  } catch (error) {
    offer.signal?.throwIfAborted();
    // Who may not read the source there, or whose registry knows no mounts, uploads.
    const codes = ['UNAUTHORIZED', 'DENIED', 'NOT_FOUND', 'UNSUPPORTED', 'INVALID_REQUEST'];
    if (isRemoteError(error) && codes.includes(error.code)) return undefined;
    throw error;
  }
}

async function begin(
  context: RepositoryContext,
  descriptor: Descriptor,
  offer: Cancellable,
): Promise<URL> {
  // The algorithm parameter is the development spec's, for registries that hash while receiving.
  const algorithm = descriptor.digest.startsWith('sha256:') ? '' : '?digest-algorithm=sha512';
  const response = await context.session.send({
    ...signalOf(offer),
    registry: context.location.registry,
    action: `push blob ${descriptor.digest} to ${context.name}`,
    method: 'POST',
    target: context.path(`blobs/uploads/${algorithm}`),
    headers: { 'content-length': '0' },
    scopes: context.push,
    expect: [202],
  });
  await response.discard();
  return uploadLocation(context, response);
}

interface Job {
  readonly context: RepositoryContext;
  readonly descriptor: Descriptor;
  readonly offer: BlobOffer;
  /** Set where the offered bytes themselves failed: no fault of the registry's. */
  sourceFailure?: { readonly error: unknown };
}

/** Sends the blob, going on where the registry says it stopped, as long as each try adds bytes. */
async function uploadResumed(upload: BlobUpload, job: Job): Promise<void> {
  const { context, descriptor, offer } = job;
  let current = upload;
  let offset = 0;
  let failures = 0;
  for (;;) {
    try {
      await current.send(offset, { open: (start) => content(job, start), ...signalOf(offer) });
      return;
    } catch (error) {
      failures += 1;
      const cause = job.sourceFailure ? job.sourceFailure.error : error;
      const lost = job.sourceFailure !== undefined || !isRetriable(error);
      if (offer.signal?.aborted || lost || failures > context.session.retry.retries) {
        await current.cancel();
        offer.signal?.throwIfAborted();
        throw cause;
      }
      await context.session.retry.wait(failures, signalOf(offer));
      const kept = await current.received(signalOf(offer));
      if (kept === undefined) {
        if (await hasBlob(context, descriptor, offer)) return;
        current = new BlobUpload(context, descriptor, await begin(context, descriptor, offer));
        offset = 0;
      } else {
        if (kept > offset) failures = 0;
        offset = kept;
      }
    }
  }
}

/** The offered bytes from `start` on, counted; whole reads are verified before they are sent off. */
async function* content(job: Job, start: number): AsyncGenerator<Uint8Array> {
  const { descriptor, offer } = job;
  let sent = start;
  offer.onBytes?.(sent);
  try {
    const source = offer.open(start);
    for await (const chunk of start === 0 ? verified(descriptor, source) : source) {
      sent += chunk.length;
      yield chunk;
      offer.onBytes?.(sent);
    }
  } catch (error) {
    job.sourceFailure = { error };
    throw error;
  }
}

function isRetriable(error: unknown): boolean {
  return (
    isRemoteError(error, 'UNREACHABLE') ||
    isRemoteError(error, 'UNAVAILABLE') ||
    isRemoteError(error, 'RATE_LIMITED')
  );
}
