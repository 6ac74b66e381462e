import type { Digest } from '@slipway/oci';

export interface TagPullRow {
  repository_id: number;
  tag: string;
  pulls: number;
  last_pulled_at: number;
}

/** Of members of an index the time alone counts: the pull was the index's. */
export interface DigestPullRow {
  repository_id: number;
  digest: Digest;
  pulls: number;
  last_pulled_at: number;
}

export interface UsageTables {
  hub_tag_pulls: TagPullRow;
  hub_digest_pulls: DigestPullRow;
}
