import { type Digest, OciError, parseDigest, parseTag, type Tag } from '@slipway/oci';
import type { ExistingRepositoryExchange } from '../exchange.ts';
import { matchesEtag } from '../http/etag.ts';
import { sendBytes, sendEmpty } from '../http/respond.ts';
import type { ManifestRow } from '../queries.ts';

/**
 * GET and HEAD of a manifest (distribution spec, "Pulling manifests"), exactly as it was pushed.
 * What is stored is served whatever Accept says: clients that ask for less than they take are
 * common, and a digest names one document only.
 */
export async function getManifest(exchange: ExistingRepositoryExchange): Promise<void> {
  const { services, request, response, repository, reference } = exchange;
  const isDigest = reference.includes(':');
  const tag = isDigest ? undefined : parseTag(reference);
  const row =
    tag === undefined
      ? await services.queries.manifestByDigest.first({
          repository: repository.id,
          digest: parseDigest(reference),
        })
      : await services.queries.manifestByTag.first({ repository: repository.id, tag });
  if (!row) throw manifestUnknown(reference);
  const { digest } = row;
  const headers = manifestHeaders(row, tag);
  const condition = request.headers['if-none-match'];
  if (condition !== undefined && matchesEtag(condition, digest)) {
    sendEmpty(response, 304, ['Docker-Content-Digest', digest, 'ETag', `"${digest}"`]);
    return;
  }
  if (request.method === 'HEAD') {
    sendBytes(response, headers, undefined);
    return;
  }
  const { manifestCache } = services;
  const bytes = manifestCache.peek(digest) ?? (await manifestCache.load(digest));
  sendBytes(response, headers, bytes);
  services.pulls.pulled({ repositoryId: repository.id, tag, digest });
}

/** The answer for a tag or digest that the repository does not have. */
export function manifestUnknown(reference: Tag | Digest | string): OciError {
  return new OciError('MANIFEST_UNKNOWN', `this repository has no manifest ${reference}`, {
    detail: { reference },
  });
}

function manifestHeaders(row: ManifestRow, tag: Tag | undefined): string[] {
  return [
    'Docker-Distribution-Api-Version',
    'registry/2.0',
    'Content-Type',
    row.media_type,
    'Content-Length',
    `${row.size}`,
    'Docker-Content-Digest',
    row.digest,
    'ETag',
    `"${row.digest}"`,
    'Cache-Control',
    tag === undefined ? 'private, max-age=31536000, immutable' : 'no-cache',
    'X-Content-Type-Options',
    'nosniff',
  ];
}
