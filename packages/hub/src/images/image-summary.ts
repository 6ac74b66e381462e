import type { ContentType, ImageKind, ImagePlatform } from '@slipway/api';
import type { Digest } from '@slipway/oci';
import type { ImageDetails, MemberDetails } from './image-details.ts';
import type { ImageRow } from './image-tables.ts';

/** What a list shows of a manifest: little, since lists have many. */
export interface ImageSummary {
  readonly digest: Digest;
  readonly kind: ImageKind;
  readonly contentType: ContentType;
  readonly platform: ImagePlatform | null;
  readonly size: number;
  readonly members: readonly MemberDetails[] | null;
}

/** The columns of a summary. */
export const summaryColumns = [
  'digest',
  'kind',
  'content_type',
  'os',
  'architecture',
  'variant',
  'os_version',
  'size',
  'members',
] as const;

/** A summary from its row. */
export function summaryOfRow(row: Omit<ImageRow, 'details'>): ImageSummary {
  return {
    digest: row.digest,
    kind: row.kind,
    contentType: row.content_type,
    platform:
      row.os === ''
        ? null
        : {
            os: row.os,
            architecture: row.architecture,
            variant: row.variant || null,
            os_version: row.os_version || null,
          },
    size: Number(row.size),
    members: row.members === null ? null : (JSON.parse(row.members) as MemberDetails[]),
  };
}

/** A summary of what was read from the bytes. */
export function summaryOfDetails(details: ImageDetails): ImageSummary {
  const { digest, kind, contentType, platform, size, members } = details;
  return { digest, kind, contentType, platform, size, members };
}
