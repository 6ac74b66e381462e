import type { Generated } from 'kysely';

/** JSON of a `RetentionPolicy`. */
export interface RepositoryRetentionRow {
  repository_id: number;
  policy: string;
}

/** What holds for repositories that have no policy of their own. */
export interface NamespaceRetentionRow {
  namespace_id: number;
  policy: string;
}

/** What rules deleted at one time. */
export interface RetentionRunRow {
  id: Generated<number>;
  repository_id: number;
  at: number;
  tags: number;
  manifests: number;
  reclaimed_bytes: number;
}

export interface RetentionTables {
  hub_repository_retention: RepositoryRetentionRow;
  hub_namespace_retention: NamespaceRetentionRow;
  hub_retention_runs: RetentionRunRow;
}
