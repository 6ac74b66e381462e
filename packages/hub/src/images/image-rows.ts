import type { ImageDetails } from './image-details.ts';
import { summaryOfRow } from './image-summary.ts';
import type { ImageRow } from './image-tables.ts';

/** A row from what was read. */
export function rowOfDetails(details: ImageDetails): ImageRow {
  const { digest, kind, contentType, platform, size, members, ...rest } = details;
  return {
    digest,
    kind,
    content_type: contentType,
    os: platform?.os ?? '',
    architecture: platform?.architecture ?? '',
    variant: platform?.variant ?? '',
    os_version: platform?.os_version ?? '',
    size,
    members: members && JSON.stringify(members),
    details: JSON.stringify(rest),
  };
}

/** What was read, from its row. */
export function detailsOfRow(row: ImageRow): ImageDetails {
  const rest = JSON.parse(row.details) as Omit<
    ImageDetails,
    'digest' | 'kind' | 'contentType' | 'platform' | 'size' | 'members'
  >;
  return { ...rest, ...summaryOfRow(row) };
}
