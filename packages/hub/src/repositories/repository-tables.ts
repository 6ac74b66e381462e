import type { Badge } from '@slipway/api';
import type { Generated } from 'kysely';

/**
 * What lists, filters and search go by, one row for each repository, kept in the transactions that
 * change it. Sort keys stand here beside each other, each with an index, so that no list sorts.
 */
export interface RepositoryFiguresRow {
  repository_id: number;
  namespace_id: number;
  /** The second component. */
  name: string;
  stars: Generated<number>;
  pulls: Generated<number>;
  /** Of the last push; null before any. */
  pushed_at: number | null;
  /** `pushed_at`, or when it was made. */
  sorted_at: number;
  /** Bytes that it links; null where not counted yet. */
  storage_bytes: Generated<number | null>;
  /** Its own, given by an administrator; null where the namespace's counts. */
  badge: Badge | null;
  /** What it is shown with: its own, or its namespace's. */
  shown_badge: Generated<Badge>;
  /** JSON arrays. */
  categories: Generated<string>;
  media_types: Generated<string>;
  content_types: Generated<string>;
  architectures: Generated<string>;
  operating_systems: Generated<string>;
  /** How well known it is, then the id: unique. Greater comes first. */
  rank_key: number;
  /** 2: by everybody, 1: by whom it is shared with, 0: closed. */
  seen_by: Generated<number>;
  /** What search filters by, as words between spaces: ` v_public n_3 r_7 a_amd64 `; empty where closed. */
  labels: Generated<string>;
}

/** A name that was given up: for a time only the namespace that had it may use it again. */
export interface QuarantinedNameRow {
  /** `namespace/name`. */
  path: string;
  /** Whose repository had the name. */
  namespace_id: number;
  until: number;
}

/** A transfer that waits for somebody at the target to accept it. */
export interface RepositoryTransferRow {
  id: Generated<number>;
  repository_id: number;
  target_namespace_id: number;
  /** The second component that it is to have. */
  target_name: string;
  offered_by: number;
  offered_at: number;
  expires_at: number;
}

/** The badge of all repositories of a namespace. */
export interface NamespaceBadgeRow {
  namespace_id: number;
  badge: Badge;
}

export interface RepositoriesTables {
  hub_repository_figures: RepositoryFiguresRow;
  hub_quarantined_names: QuarantinedNameRow;
  hub_repository_transfers: RepositoryTransferRow;
  hub_namespace_badges: NamespaceBadgeRow;
}
