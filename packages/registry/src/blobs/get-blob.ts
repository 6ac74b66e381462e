import type { ByteRange } from '@slipway/content';
import { type Digest, OciError, parseDigest } from '@slipway/oci';
import type { ExistingRepositoryExchange } from '../exchange.ts';
import { leaseLink } from '../garbage-collection/lease.ts';
import { parseRange } from '../http/byte-range.ts';
import { FailureWithHeaders } from '../http/error-response.ts';
import { matchesEtag } from '../http/etag.ts';
import { sendEmpty } from '../http/respond.ts';
import { sendBlob } from '../http/send-blob.ts';

/** GET and HEAD of a blob (distribution spec, "Pulling blobs"): whole, or one range of it. */
export async function getBlob(exchange: ExistingRepositoryExchange): Promise<void> {
  const { services, request, response, repository } = exchange;
  const digest = parseDigest(exchange.reference);
  const row = await services.queries.linkedBlob.first({ repository: repository.id, digest });
  if (!row || !(await leaseLink(services, { repository: repository.id, digest, row, request }))) {
    throw blobUnknown(digest);
  }
  const { headers } = request;
  if (matchesEtag(headers['if-none-match'], digest)) {
    sendEmpty(response, 304, blobHeaders(digest));
    return;
  }
  const isHead = request.method === 'HEAD';
  const usesRange =
    !isHead && (headers['if-range'] === undefined || headers['if-range'] === `"${digest}"`);
  const range = parseRange(usesRange ? headers.range : undefined, row.size);
  if (range === 'unsatisfiable') {
    throw new FailureWithHeaders('SIZE_INVALID', `the blob has ${row.size} bytes`, {
      status: 416,
      headers: ['Content-Range', `bytes */${row.size}`],
    });
  }
  if (isHead) {
    response.writeHead(200, [...blobHeaders(digest), 'Content-Length', `${row.size}`]);
    response.end();
    return;
  }
  await sendContent(exchange, digest, {
    size: row.size,
    range: range === 'all' ? undefined : range,
  });
}

async function sendContent(
  { services, response, repository }: ExistingRepositoryExchange,
  digest: Digest,
  { size, range }: { readonly size: number; readonly range: ByteRange | undefined },
): Promise<void> {
  const blob = await services.content.open(digest);
  if (!blob) {
    // Its link may have been garbage, and have gone with it since it was read.
    const link = await services.queries.linkedBlob.first({ repository: repository.id, digest });
    if (!link) throw blobUnknown(digest);
    throw new Error(`the store has lost the blob ${digest}`);
  }
  try {
    const length = range ? range.end - range.start + 1 : size;
    const headers = [...blobHeaders(digest), 'Content-Length', `${length}`];
    if (range) headers.push('Content-Range', `bytes ${range.start}-${range.end}/${size}`);
    response.writeHead(range ? 206 : 200, headers);
    if (length === 0) response.end();
    else await sendBlob(response, blob, { range, stallMs: services.limits.stallMs });
  } finally {
    await blob.close();
  }
}

/** The answer for a blob that the repository does not link, whether or not another one does. */
export function blobUnknown(digest: Digest): OciError {
  return new OciError('BLOB_UNKNOWN', `this repository has no blob ${digest}`, {
    detail: { digest },
  });
}

/** A blob never changes; caches that others share must ask, since access may end. */
function blobHeaders(digest: Digest): string[] {
  return [
    'Docker-Distribution-Api-Version',
    'registry/2.0',
    'Content-Type',
    'application/octet-stream',
    'Docker-Content-Digest',
    digest,
    'ETag',
    `"${digest}"`,
    'Accept-Ranges',
    'bytes',
    'Cache-Control',
    'private, max-age=31536000, immutable',
    'X-Content-Type-Options',
    'nosniff',
  ];
}
