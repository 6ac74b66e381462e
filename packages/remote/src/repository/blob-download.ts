import type { Descriptor } from '@slipway/oci';
import { RemoteError } from '../errors.ts';
import type { BlobReadOptions } from '../ports.ts';
import type { HttpResponse } from '../transport/http.ts';
import { verified, wrongSize } from '../verify.ts';
import { signalOf } from './manifests.ts';
import type { RepositoryContext } from './repository-context.ts';

/** The bytes of a blob; see `RemoteRepository.fetchBlob`. */
export function fetchBlob(
  context: RepositoryContext,
  descriptor: Descriptor,
  options: BlobReadOptions = {},
): AsyncIterable<Uint8Array> {
  const source = resumed(context, descriptor, options);
  return (options.offset ?? 0) === 0 ? verified(descriptor, source) : source;
}

/** Asks for the rest as long as each try brings bytes, or tries are left. */
async function* resumed(
  context: RepositoryContext,
  descriptor: Descriptor,
  options: BlobReadOptions,
): AsyncGenerator<Uint8Array> {
  let offset = options.offset ?? 0;
  if (offset > 0 && offset >= descriptor.size) return;
  let failures = 0;
  for (;;) {
    const started = offset;
    const response = await openAt(context, descriptor, { ...options, offset });
    try {
      for await (const chunk of bodyFrom(response, descriptor, offset)) {
        offset += chunk.length;
        yield chunk;
      }
      if (offset >= descriptor.size) return;
      throw broken(context, descriptor, { offset });
    } catch (cause) {
      options.signal?.throwIfAborted();
      failures = offset > started ? 1 : failures + 1;
      if (cause instanceof RemoteError && cause.code !== 'UNREACHABLE') throw cause;
      if (failures > context.session.retry.retries)
        throw broken(context, descriptor, { offset, cause });
      await context.session.retry.wait(failures, signalOf(options));
    }
  }
}

function openAt(
  context: RepositoryContext,
  descriptor: Descriptor,
  options: BlobReadOptions & { readonly offset: number },
): Promise<HttpResponse> {
  const range = options.offset > 0 ? { range: `bytes=${options.offset}-` } : {};
  return context.session.send({
    ...signalOf(options),
    registry: context.location.registry,
    action: `fetch blob ${descriptor.digest} from ${context.name}`,
    method: 'GET',
    target: context.path(`blobs/${descriptor.digest}`),
    // Compressed transfer would change the bytes and their number.
    headers: { 'accept-encoding': 'identity', ...range },
    scopes: context.pull,
    expect: [200, 206],
  });
}

/** An answer's bytes from `offset` on, also from registries that ignore Range. */
async function* bodyFrom(
  response: HttpResponse,
  descriptor: Descriptor,
  offset: number,
): AsyncGenerator<Uint8Array> {
  let skip = await bytesToSkip(response, descriptor, offset);
  for await (const chunk of response.body) {
    const wanted = skip > 0 ? chunk.subarray(Math.min(skip, chunk.length)) : chunk;
    skip -= chunk.length - wanted.length;
    if (wanted.length > 0) yield wanted;
  }
}

async function bytesToSkip(
  response: HttpResponse,
  descriptor: Descriptor,
  offset: number,
): Promise<number> {
  if (response.status === 206) {
    const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.header('content-range') ?? '');
    if (range && Number(range[1]) === offset) return 0;
    await response.discard();
    throw new RemoteError(
      'INVALID_RESPONSE',
      `${response.url.host} answered another range than was asked for`,
    );
  }
  const length = response.header('content-length');
  if (length !== undefined && Number(length) !== descriptor.size) {
    await response.discard();
    throw wrongSize(descriptor, length);
  }
  return offset;
}

function broken(
  context: RepositoryContext,
  descriptor: Descriptor,
  at: { readonly offset: number; readonly cause?: unknown },
): RemoteError {
  const { registry } = context.location;
  const reason = at.cause instanceof Error && at.cause.message ? ` (${at.cause.message})` : '';
  return new RemoteError(
    'UNREACHABLE',
    `the connection to ${registry} broke after ${at.offset} of ${descriptor.size} bytes of ${descriptor.digest}${reason}: try again`,
    { registry, cause: at.cause },
  );
}
