import type { ImagePlatform } from '@slipway/api';
import {
  type Digest,
  formatPlatform,
  tryParseDigest,
  tryParsePlatform,
  tryParseTag,
} from '@slipway/oci';
import { ProblemError } from '../api/problem-error.ts';
import type { HubServices } from '../hub-services.ts';
import type { ImageReader } from '../images/image-reader.ts';

/** An image of one platform, that a tag or digest leads to. */
export interface FoundImage {
  readonly digest: Digest;
  readonly mediaType: string;
  /** `os/architecture[/variant]`; `unknown` where nothing says. */
  readonly platform: string;
}

/** What a tag or digest names, and the images that it leads to: several for an index. */
export interface FoundReference {
  readonly reference: string;
  readonly digest: Digest;
  readonly images: readonly FoundImage[];
}

/** Finds what a tag or digest of a repository leads to. Throws ProblemError 404. */
export async function findReference(
  services: Pick<HubServices, 'database'>,
  reader: ImageReader,
  { repositoryId, reference }: { readonly repositoryId: number; readonly reference: string },
): Promise<FoundReference> {
  const digest = reference.includes(':') ? tryParseDigest(reference) : undefined;
  const tag = tryParseTag(reference);
  let manifests = services.database.query
    .selectFrom('registry_manifests as manifest')
    .select(['manifest.digest', 'manifest.media_type as mediaType'])
    .where('manifest.repository_id', '=', repositoryId);
  if (digest) manifests = manifests.where('manifest.digest', '=', digest);
  else {
    manifests = manifests.where('manifest.digest', '=', (where) =>
      where
        .selectFrom('registry_tags as tag')
        .select('tag.digest')
        .where('tag.repository_id', '=', repositoryId)
        .where('tag.name', '=', tag ?? ''),
    );
  }
  const row = await manifests.executeTakeFirst();
  const details = row && (await reader.read(row.digest, row.mediaType));
  if (!details) {
    const shown = JSON.stringify(reference.slice(0, 150));
    throw new ProblemError(404, `this repository has no tag or digest ${shown}`);
  }
  if (details.members === null) {
    const platform = platformText(details.platform);
    const { digest: own, mediaType } = details;
    return { reference, digest: own, images: [{ digest: own, mediaType, platform }] };
  }
  const images = details.members
    .filter(({ platform }) => platform !== null)
    .map((member) => ({
      digest: member.digest,
      mediaType: member.mediaType,
      platform: platformText(member.platform),
    }));
  const present = await presentOf(services, repositoryId, images);
  return { reference, digest: details.digest, images: present };
}

/** The images to compare: of the platform asked for, else of the first that both have. */
export function pairUp(
  from: FoundReference,
  to: FoundReference,
  platform: string | undefined,
): { from: FoundImage; to: FoundImage; platforms: string[] } {
  const platforms = from.images
    .map((image) => image.platform)
    .filter((each) => to.images.some((image) => image.platform === each));
  const parsed = platform === undefined ? undefined : tryParsePlatform(platform);
  const wanted = parsed ? formatPlatform(parsed) : platform;
  const [onlyFrom, onlyTo] = [from.images[0], to.images[0]];
  // Two plain images can be compared whatever they run on.
  if (wanted === undefined && from.images.length === 1 && to.images.length === 1) {
    if (onlyFrom && onlyTo) return { from: onlyFrom, to: onlyTo, platforms };
  }
  const chosen = wanted ?? platforms[0];
  const left = from.images.find((image) => image.platform === chosen);
  const right = to.images.find((image) => image.platform === chosen);
  if (left && right) return { from: left, to: right, platforms };
  const both =
    platforms.length > 0 ? `both have ${platforms.join(', ')}` : 'they have none in common';
  throw new ProblemError(404, `they cannot be compared for ${chosen ?? 'a platform'}: ${both}`);
}

function platformText(platform: ImagePlatform | null): string {
  if (!platform) return 'unknown';
  const { os, architecture, variant } = platform;
  // As people write it: arm64 has one variant only.
  const shown = architecture === 'arm64' && variant === 'v8' ? null : variant;
  return formatPlatform({ os, architecture, ...(shown ? { variant: shown } : {}) });
}

async function presentOf(
  { database }: Pick<HubServices, 'database'>,
  repositoryId: number,
  images: readonly FoundImage[],
): Promise<FoundImage[]> {
  if (images.length === 0) return [];
  const rows = await database.query
    .selectFrom('registry_manifests')
    .select('digest')
    .where('repository_id', '=', repositoryId)
    .where(
      'digest',
      'in',
      images.slice(0, 500).map(({ digest }) => digest),
    )
    .execute();
  const present = new Set(rows.map(({ digest }) => digest));
  return images.filter(({ digest }) => present.has(digest));
}
