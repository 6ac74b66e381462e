import { type Digest, mediaTypes, parseDigest, tryParseDigest } from '@slipway/oci';
import type { RepositoryExchange } from '../exchange.ts';
import { badQuery, pageSize, queryValue } from '../http/query-parameters.ts';
import { sendJson } from '../http/respond.ts';

/** Clients read an answer as a manifest, so it is kept within what they take for one, in bytes. */
const pageBytes = 3 * 1024 * 1024;

/**
 * GET of the manifests that name a digest as their subject (distribution spec, "Listing Referrers"),
 * by pages with a `last` of our own. Never 404: the spec takes that for «no such API», also where
 * the repository is yet to be created.
 */
export async function listReferrers(exchange: RepositoryExchange): Promise<void> {
  const { services, response, repository, query } = exchange;
  const subject = parseDigest(exchange.reference);
  const artifactType = queryValue(query, 'artifactType') || undefined;
  const limit = Math.max(1, pageSize(query, services.limits.referrersPageSize));
  const last = readLast(query);
  const wanted = { subject, artifactType, last, limit };
  const page = repository
    ? await selectPage(exchange, repository.id, wanted)
    : { digests: [], hasMore: false };
  const manifests = repository ? await describe(exchange, repository.id, page.digests) : [];
  const headers = ['Content-Type', mediaTypes.ociIndex];
  if (artifactType !== undefined) headers.push('OCI-Filters-Applied', 'artifactType');
  if (page.hasMore && repository) {
    const filter = artifactType ? `&artifactType=${encodeURIComponent(artifactType)}` : '';
    const next = `n=${limit}&last=${page.digests.at(-1)}${filter}`;
    headers.push('Link', `</v2/${repository.name}/referrers/${subject}?${next}>; rel="next"`);
  }
  const index = { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests };
  sendJson(response, 200, index, headers);
}

function readLast(query: string): Digest | undefined {
  const text = queryValue(query, 'last');
  if (text === undefined) return undefined;
  const digest = tryParseDigest(text);
  if (!digest) throw badQuery('last is no digest');
  return digest;
}

interface Wanted {
  readonly subject: Digest;
  readonly artifactType: string | undefined;
  readonly last: Digest | undefined;
  readonly limit: number;
}

/** Chooses by size first, so that annotations of megabytes are never in memory by the hundred. */
async function selectPage({ services }: RepositoryExchange, repositoryId: number, wanted: Wanted) {
  if (wanted.artifactType?.includes('\0')) return { digests: [], hasMore: false };
  let select = services.database.query
    .selectFrom('registry_manifests')
    .select(['digest', 'size'])
    .where('repository_id', '=', repositoryId)
    .where('subject_digest', '=', wanted.subject)
    .orderBy('digest')
    .limit(wanted.limit + 1);
  if (wanted.artifactType) select = select.where('artifact_type', '=', wanted.artifactType);
  if (wanted.last) select = select.where('digest', '>', wanted.last);
  const rows = await select.execute();
  const digests: Digest[] = [];
  let bytes = 0;
  for (const { digest, size } of rows) {
    // A manifest's size bounds its annotations.
    bytes += size;
    if (digests.length === wanted.limit || (digests.length > 0 && bytes > pageBytes)) break;
    digests.push(digest);
  }
  return { digests, hasMore: digests.length < rows.length };
}

async function describe(
  { services }: RepositoryExchange,
  repositoryId: number,
  digests: readonly Digest[],
) {
  if (digests.length === 0) return [];
  const rows = await services.database.query
    .selectFrom('registry_manifests')
    .select(['digest', 'media_type', 'size', 'artifact_type', 'annotations'])
    .where('repository_id', '=', repositoryId)
    .where('digest', 'in', digests)
    .orderBy('digest')
    .execute();
  return rows.map((row) => ({
    mediaType: row.media_type,
    digest: row.digest,
    size: row.size,
    ...(row.artifact_type === null ? {} : { artifactType: row.artifact_type }),
    ...(row.annotations === null
      ? {}
      : { annotations: JSON.parse(row.annotations) as Record<string, string> }),
  }));
}
