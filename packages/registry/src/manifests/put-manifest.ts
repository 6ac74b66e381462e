import { createHash } from 'node:crypto';
import {
  type Digest,
  digestAlgorithm,
  formatPlatform,
  isForeignLayer,
  isMediaType,
  makeDigest,
  OciError,
  type ParsedManifest,
  parseDigest,
  parseManifest,
  parseTag,
  type Tag,
} from '@slipway/oci';
import type { RepositoryExchange } from '../exchange.ts';
import { leaseBlob } from '../garbage-collection/lease.ts';
import { storeSafely } from '../garbage-collection/store-safely.ts';
import { queryValues } from '../http/query-parameters.ts';
import { readManifestBody } from '../http/request-body.ts';
import { sendEmpty } from '../http/respond.ts';
import { missingBlobs, missingBlobsError } from './missing-blobs.ts';
import type { ManifestReference } from './put-manifest-command.ts';

/** PUT of a manifest (distribution spec, "Pushing Manifests"), by tag or by digest with `?tag=`. */
export async function putManifest(exchange: RepositoryExchange): Promise<void> {
  const { services, request, response, reference } = exchange;
  const target = readTarget(exchange);
  refuseContentEncoding(request.headers['content-encoding']);
  const { limits } = services;
  const bytes = await readManifestBody(request, limits.manifestBytes, limits.stallMs);
  const digest = digestOf(bytes, target.digest);
  const manifest = parseManifest(bytes, request.headers['content-type']);
  if (manifest.artifactType && !isMediaType(manifest.artifactType)) {
    throw new OciError('MANIFEST_INVALID', 'manifest invalid: artifactType is no media type');
  }
  const references = referencesOf(manifest);
  await refuseMissingEarly(exchange, references);
  await leaseBlob(services, digest);
  await services.content.put(digest, once(bytes));
  const { database, commands } = services;
  const repository = await storeSafely(services, digest, (removal) =>
    database.run(commands.putManifest, {
      caller: exchange.caller,
      name: exchange.name,
      now: services.clock(),
      digest,
      size: bytes.byteLength,
      mediaType: manifest.mediaType,
      artifactType: manifest.artifactType || null,
      subject: manifest.subject?.digest ?? null,
      annotations: manifest.annotations ? JSON.stringify(manifest.annotations) : null,
      references,
      tags: target.tags,
      ...contentOf(manifest),
      removal,
      client: exchange.context.client ?? null,
    }),
  );
  services.manifestCache.keep(digest, bytes);
  const headers = ['Location', `/v2/${repository.name}/manifests/${reference}`];
  headers.push('Docker-Content-Digest', digest);
  if (manifest.subject) headers.push('OCI-Subject', manifest.subject.digest);
  for (const tag of target.queried) headers.push('OCI-Tag', tag);
  sendEmpty(response, 201, headers);
}

/** How large what a manifest names is, or whose size stands for an index. */
function contentOf({ kind, config, layers, manifests }: ParsedManifest) {
  if (kind === 'index') {
    const main =
      manifests.find(({ platform }) => platform && formatPlatform(platform) === 'linux/amd64') ??
      manifests.find(({ platform }) => platform && platform.os !== 'unknown') ??
      manifests[0];
    return { contentSize: null, mainMember: main?.digest ?? null };
  }
  const sizes = [config, ...layers].map((each) => each?.size ?? 0);
  return { contentSize: sizes.reduce((sum, size) => sum + size, 0), mainMember: null };
}

interface Target {
  readonly digest: Digest | undefined;
  /** Every tag to set. */
  readonly tags: readonly Tag[];
  /** Those asked for by `?tag=`. */
  readonly queried: readonly Tag[];
}

function readTarget({ reference, query, services }: RepositoryExchange): Target {
  const queried = query === '' ? [] : [...new Set(queryValues(query, 'tag').map(parseTag))];
  const most = services.limits.tagsPerPush;
  if (queried.length > most) {
    throw new OciError('MANIFEST_INVALID', `at most ${most} tags in one push`, { status: 414 });
  }
  if (reference.includes(':')) {
    return { digest: parseDigest(reference), tags: queried, queried };
  }
  return { digest: undefined, tags: [...new Set([parseTag(reference), ...queried])], queried };
}

function refuseContentEncoding(encoding: string | undefined): void {
  if (encoding === undefined || encoding.toLowerCase() === 'identity') return;
  throw new OciError('MANIFEST_INVALID', 'a manifest is pushed without Content-Encoding', {
    status: 415,
  });
}

function digestOf(bytes: Uint8Array, claimed: Digest | undefined): Digest {
  const algorithm = claimed ? digestAlgorithm(claimed) : 'sha256';
  const digest = makeDigest(algorithm, createHash(algorithm).update(bytes).digest('hex'));
  if (claimed === undefined || claimed === digest) return digest;
  throw new OciError('DIGEST_INVALID', `the manifest's digest is ${digest}, not ${claimed}`, {
    detail: { expected: claimed, actual: digest },
  });
}

/** What the manifest names. Foreign layers, index children and subjects may be absent. */
function referencesOf(manifest: ParsedManifest): ManifestReference[] {
  const references: ManifestReference[] = [];
  const { config, layers, manifests, subject } = manifest;
  if (config) references.push({ digest: config.digest, kind: 'config', required: true });
  for (const { digest, mediaType } of layers) {
    references.push({ digest, kind: 'layer', required: !isForeignLayer(mediaType) });
  }
  for (const { digest } of manifests)
    references.push({ digest, kind: 'manifest', required: false });
  if (subject) references.push({ digest: subject.digest, kind: 'subject', required: false });
  return references;
}

/** Before anything is stored; the command asks again, in its transaction. */
async function refuseMissingEarly(
  { services, repository }: RepositoryExchange,
  references: readonly ManifestReference[],
): Promise<void> {
  if (!repository || repository.sparse) return;
  const missing = await missingBlobs(services.database.query, repository.id, references);
  if (missing.length > 0) throw missingBlobsError(missing);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield bytes;
}
