import {
  type Descriptor,
  digestAlgorithm,
  isMediaType,
  manifestAccept,
  manifestKind,
  mediaTypeOf,
  tryParseDigest,
} from '@slipway/oci';
import type { FetchedManifest, PushManifestOptions } from '../client.ts';
import { RemoteError } from '../errors.ts';
import type { Cancellable } from '../ports.ts';
import type { HttpResponse } from '../transport/http.ts';
import { digestOf, wrongDigest } from '../verify.ts';
import { checkedReference, fullName, type RepositoryContext } from './repository-context.ts';

/** Manifests larger than this are refused, as registries do (distribution spec, "Pushing Manifests"). */
export const manifestLimit = 4 * 1024 * 1024;

const accept = manifestAccept.join(', ');

/** HEAD, or GET where the answer to HEAD says too little. */
export async function resolveManifest(
  context: RepositoryContext,
  reference: string,
  options: Cancellable = {},
): Promise<Descriptor> {
  const response = await requestManifest(context, { ...options, reference, method: 'HEAD' });
  await response.discard();
  const mediaType = mediaTypeOf(response.header('content-type') ?? '');
  const digest = tryParseDigest(response.header('docker-content-digest') ?? reference);
  const size = Number(response.header('content-length') ?? Number.NaN);
  const complete =
    response.status === 200 && digest && manifestKind(mediaType) && Number.isSafeInteger(size);
  if (complete) {
    const asked = tryParseDigest(reference);
    if (asked && asked !== digest) throw wrongDigest(asked, digest);
    return { mediaType, digest, size };
  }
  return (await fetchManifest(context, reference, options)).descriptor;
}

/** GET, verified against the digest asked for, or the one that the registry states. */
export async function fetchManifest(
  context: RepositoryContext,
  reference: string,
  options: Cancellable = {},
): Promise<FetchedManifest> {
  const response = await requestManifest(context, { ...options, reference, method: 'GET' });
  const bytes = await response.bytes(manifestLimit);
  const stated = tryParseDigest(reference) ?? statedDigest(response);
  const digest = digestOf(bytes, stated ? digestAlgorithm(stated) : 'sha256');
  if (stated && stated !== digest) throw wrongDigest(stated, digest);
  const mediaType = decideMediaType(context, response, bytes);
  return { descriptor: { mediaType, digest, size: bytes.length }, bytes };
}

/** PUT; answers the stored manifest's descriptor and whether the registry took note of a subject. */
export async function putManifest(
  context: RepositoryContext,
  bytes: Uint8Array,
  options: PushManifestOptions,
): Promise<{ readonly descriptor: Descriptor; readonly subjectTaken: boolean }> {
  const algorithm = options.algorithm ?? 'sha256';
  const digest = digestOf(bytes, algorithm);
  const reference = checkedReference(context, options.tag ?? digest);
  const response = await context.session.send({
    ...signalOf(options),
    registry: context.location.registry,
    action: `push manifest ${fullName(context, reference)}`,
    method: 'PUT',
    target: context.path(`manifests/${reference}`),
    headers: { 'content-type': options.mediaType, 'content-length': String(bytes.length) },
    body: () => bytes,
    scopes: context.push,
    expect: [200, 201, 202],
  });
  await response.discard();
  const stated = statedDigest(response);
  if (stated && digestAlgorithm(stated) === algorithm && stated !== digest)
    throw wrongDigest(digest, stated);
  return {
    descriptor: { mediaType: options.mediaType, digest, size: bytes.length },
    subjectTaken: response.header('oci-subject') !== undefined,
  };
}

/** DELETE of a tag or of a manifest. */
export async function deleteManifest(
  context: RepositoryContext,
  reference: string,
  options: Cancellable = {},
): Promise<void> {
  const checked = checkedReference(context, reference);
  const response = await context.session.send({
    ...signalOf(options),
    registry: context.location.registry,
    action: `delete ${fullName(context, checked)}`,
    method: 'DELETE',
    target: context.path(`manifests/${checked}`),
    scopes: context.remove,
    expect: [200, 202, 204],
  });
  await response.discard();
}

/** Only the signal of options that may hold more. */
export function signalOf(options: Cancellable): Cancellable {
  return options.signal ? { signal: options.signal } : {};
}

interface ManifestRequest extends Cancellable {
  readonly reference: string;
  readonly method: 'GET' | 'HEAD';
}

async function requestManifest(
  context: RepositoryContext,
  request: ManifestRequest,
): Promise<HttpResponse> {
  const reference = checkedReference(context, request.reference);
  return context.session.send({
    ...signalOf(request),
    registry: context.location.registry,
    action: `fetch manifest ${fullName(context, reference)}`,
    method: request.method,
    target: context.path(`manifests/${reference}`),
    headers: { accept },
    scopes: context.pull,
    // Registries without HEAD on manifests answer 405; a GET then says more.
    expect: request.method === 'HEAD' ? [200, 405] : [200],
  });
}

function statedDigest(response: HttpResponse) {
  return tryParseDigest(response.header('docker-content-digest') ?? '');
}

/** Registries and proxies that do not know manifests serve them with a general type. */
const generalTypes = new Set(['', 'application/json', 'application/octet-stream', 'text/plain']);

/** Header and body must agree: bytes that can be read as two types are an attack (CVE-2021-41190). */
function decideMediaType(
  context: RepositoryContext,
  response: HttpResponse,
  bytes: Uint8Array,
): string {
  const sent = mediaTypeOf(response.header('content-type') ?? '');
  const stated = statedMediaType(bytes);
  const general = generalTypes.has(sent);
  if (general && stated) return stated;
  if (!general && isMediaType(sent) && (stated === undefined || stated === sent)) return sent;
  throw new RemoteError(
    'INVALID_RESPONSE',
    `${context.name}: the registry serves the manifest as ${JSON.stringify(sent)}, the manifest says ${JSON.stringify(stated)}`,
    { registry: context.location.registry },
  );
}

function statedMediaType(bytes: Uint8Array): string | undefined {
  try {
    const document: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const mediaType = (document as { mediaType?: unknown } | null)?.mediaType;
    return typeof mediaType === 'string' && isMediaType(mediaType) ? mediaType : undefined;
  } catch {
    // No JSON states no type; whoever reads the manifest says what is wrong with it.
    return undefined;
  }
}
