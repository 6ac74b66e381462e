import { createHash } from 'node:crypto';
import type { ImmutableTags, Tag, TagImage } from '@slipway/api';
import type { Digest } from '@slipway/oci';
import type { HubServices } from '../hub-services.ts';
import type { MemberDetails } from '../images/image-details.ts';
import type { ImageReader } from '../images/image-reader.ts';
import type { ImageSummary } from '../images/image-summary.ts';
import { isImmutable } from './immutable-tags.ts';
import { isoTime, isoTimeOrNull } from './iso-time.ts';
import type { TagRow } from './list-tags.ts';
import { type PullTimes, pullsByDigest } from './pull-times.ts';

/** What was neither pushed nor pulled for so long is inactive, in milliseconds. */
const activeFor = 30 * 24 * 3_600_000;
/** More members of one index than this are not shown. */
const mostMembers = 100;

/** What showing tags takes, beside their rows. */
export interface TagSurroundings {
  readonly repositoryId: number;
  readonly immutable: ImmutableTags;
  readonly now: number;
}

/** Tags in Docker Hub's shape, with their images. A few queries, however many tags. */
export async function showTags(
  { database }: Pick<HubServices, 'database'>,
  reader: ImageReader,
  { rows, around }: { readonly rows: readonly TagRow[]; readonly around: TagSurroundings },
): Promise<Tag[]> {
  const named = rows.map(({ digest, media_type }) => ({ digest, mediaType: media_type }));
  const summaries = await reader.summaries(named);
  const members = [...summaries.values()].flatMap(platformMembers);
  const images = await reader.summaries(members);
  const digests = [...new Set([...named, ...members].map(({ digest }) => digest))];
  const pulls = await pullsByDigest(database, around.repositoryId, digests);
  return rows.map((row) => {
    const summary = summaries.get(row.digest);
    const shown = { row, summary, images, pulls, now: around.now };
    return showTag(shown, around);
  });
}

interface Shown {
  readonly row: TagRow;
  readonly summary: ImageSummary | undefined;
  readonly images: ReadonlyMap<Digest, ImageSummary>;
  readonly pulls: ReadonlyMap<Digest, PullTimes>;
  readonly now: number;
}

function showTag(shown: Shown, { repositoryId, immutable }: TagSurroundings): Tag {
  const { row, summary, pulls, now } = shown;
  // Clients that resolve a tag with HEAD then pull its digest: that is a pull of the tag as well.
  const last = Math.max(Number(row.last_pulled_at ?? 0), pulls.get(row.digest)?.last ?? 0);
  const updater = Number(row.pushed_by_account ?? 0);
  const pushed = isoTime(row.updated_at);
  return {
    id: tagId(repositoryId, row.name),
    name: row.name,
    creator: updater,
    last_updater: updater,
    last_updater_username: row.pushed_by_name,
    last_updated: pushed,
    repository: repositoryId,
    full_size: Number(row.size),
    v2: true,
    tag_status: now - Math.max(last, row.updated_at) < activeFor ? 'active' : 'inactive',
    tag_last_pulled: isoTimeOrNull(last),
    tag_last_pushed: pushed,
    media_type: row.media_type,
    content_type: summary?.contentType ?? 'artifact',
    digest: row.digest,
    images: imagesOf(shown),
    is_immutable: isImmutable(immutable, row.name),
  };
}

/** One for each platform; attestations are no images. */
function imagesOf({ row, summary, images, pulls, now }: Shown): TagImage[] {
  if (!summary) return [];
  const one = (digest: Digest, size: number, platform: MemberDetails['platform']): TagImage => {
    const last = pulls.get(digest)?.last ?? 0;
    return {
      architecture: platform?.architecture ?? 'unknown',
      features: '',
      variant: platform?.variant ?? null,
      digest,
      os: platform?.os ?? 'unknown',
      os_features: '',
      os_version: platform?.os_version ?? null,
      size,
      status: now - Math.max(last, row.updated_at) < activeFor ? 'active' : 'inactive',
      last_pulled: isoTimeOrNull(last),
      last_pushed: isoTime(row.updated_at),
    };
  };
  if (summary.kind !== 'index') return [one(row.digest, summary.size, summary.platform)];
  return platformMembers(summary).map(({ digest, platform }) =>
    one(digest, images.get(digest)?.size ?? 0, platform),
  );
}

function platformMembers({ members }: ImageSummary): readonly MemberDetails[] {
  return (members ?? []).filter(({ platform }) => platform !== null).slice(0, mostMembers);
}

/** A tag has no number of its own, and clients want one: always the same for the same tag. */
function tagId(repositoryId: number, name: string): number {
  const hash = createHash('sha256').update(`${repositoryId} ${name}`).digest();
  // Under 2^53, which JSON's numbers can hold.
  return hash.readUIntBE(0, 6) + 1;
}
