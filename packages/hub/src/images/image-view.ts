import type { Image, IndexMember } from '@slipway/api';
import type { Digest } from '@slipway/oci';
import type { HubServices } from '../hub-services.ts';
import { isoTime, isoTimeOrNull } from '../tags/iso-time.ts';
import { type PullTimes, pullsByDigest } from '../tags/pull-times.ts';
import type { ImageDetails, MemberDetails } from './image-details.ts';
import type { ImageReader } from './image-reader.ts';
import type { ImageSummary } from './image-summary.ts';

/** Tags and indexes that are named in one answer. */
const mostNamed = 100;

/** A manifest's row. */
export interface ManifestRow {
  readonly repository_id: number;
  readonly digest: Digest;
  readonly media_type: string;
  readonly size: number;
  readonly pushed_at: number;
}

/** One manifest with what it holds, and what names it. */
export async function showImage(
  services: Pick<HubServices, 'database'>,
  reader: ImageReader,
  row: ManifestRow,
): Promise<Image> {
  const details = (await reader.read(row.digest, row.media_type)) ?? unread(row);
  const members = await present(services, row.repository_id, details.members ?? []);
  const [summaries, pulls, tags, indexes] = await Promise.all([
    reader.summaries(members),
    pullsByDigest(services.database, row.repository_id, [
      row.digest,
      ...members.map(({ digest }) => digest),
    ]),
    tagsNaming(services, row),
    indexesNaming(services, row),
  ]);
  const known = new Set(members.map(({ digest }) => digest));
  const shown = (details.members ?? []).map((member) =>
    showMember(member, known.has(member.digest) ? summaries.get(member.digest) : undefined, pulls),
  );
  const pulled = pulls.get(row.digest);
  return {
    digest: row.digest,
    media_type: row.media_type,
    kind: details.kind,
    content_type: details.contentType,
    artifact_type: details.artifactType,
    manifest_size: Number(row.size),
    size:
      details.members === null
        ? details.size
        : shown.reduce((sum, member) => sum + (member.size ?? 0), 0),
    platform: details.platform,
    created: details.created,
    author: details.author,
    annotations: { ...details.annotations },
    layers: [...details.layers],
    history: [...details.history],
    config: details.config,
    // Images by platform, then what is said about them.
    members: [
      ...shown.filter(({ platform }) => platform !== null),
      ...shown.filter(({ platform }) => platform === null),
    ],
    subject: details.subject,
    ...{ tags, indexes },
    last_pushed: isoTime(row.pushed_at),
    last_pulled: isoTimeOrNull(pulled?.last),
    pull_count: pulled?.pulls ?? 0,
  };
}

function showMember(
  member: MemberDetails,
  summary: ImageSummary | undefined,
  pulls: ReadonlyMap<Digest, PullTimes>,
): IndexMember {
  return {
    digest: member.digest,
    media_type: member.mediaType,
    manifest_size: member.manifestSize,
    size: summary?.size ?? null,
    platform:
      member.platform ?? (member.contentType === 'image' ? (summary?.platform ?? null) : null),
    content_type:
      member.contentType === 'image' ? (summary?.contentType ?? 'image') : member.contentType,
    subject: member.subject,
    annotations: { ...member.annotations },
    last_pulled: isoTimeOrNull(pulls.get(member.digest)?.last),
  };
}

/** The members that the repository has: an index may name others, which are not to be shown. */
async function present(
  { database }: Pick<HubServices, 'database'>,
  repositoryId: number,
  members: readonly MemberDetails[],
): Promise<MemberDetails[]> {
  const kept = new Set<Digest>();
  for (let start = 0; start < members.length; start += 500) {
    const digests = members.slice(start, start + 500).map(({ digest }) => digest);
    const rows = await database.query
      .selectFrom('registry_manifests')
      .select('digest')
      .where('repository_id', '=', repositoryId)
      .where('digest', 'in', digests)
      .execute();
    for (const { digest } of rows) kept.add(digest);
  }
  return members.filter(({ digest }) => kept.has(digest));
}

async function tagsNaming({ database }: Pick<HubServices, 'database'>, row: ManifestRow) {
  const tags = await database.query
    .selectFrom('registry_tags')
    .select('name')
    .where('repository_id', '=', row.repository_id)
    .where('digest', '=', row.digest)
    .orderBy('sort_key', 'desc')
    .limit(mostNamed)
    .execute();
  return tags.map(({ name }) => name);
}

async function indexesNaming({ database }: Pick<HubServices, 'database'>, row: ManifestRow) {
  const indexes = await database.query
    .selectFrom('registry_manifest_references')
    .select('manifest_digest')
    .where('child_digest', '=', row.digest)
    .where('repository_id', '=', row.repository_id)
    .where('kind', '=', 'manifest')
    .orderBy('manifest_digest')
    .limit(mostNamed)
    .execute();
  return indexes.map(({ manifest_digest }) => manifest_digest);
}

/** What is said of a manifest whose bytes cannot be read. */
function unread(row: ManifestRow): ImageDetails {
  return {
    ...{ digest: row.digest, mediaType: row.media_type, kind: 'artifact', contentType: 'artifact' },
    ...{ artifactType: null, platform: null, size: 0, created: null, author: null },
    ...{ annotations: {}, layers: [], history: [], config: null, members: null, subject: null },
  };
}
