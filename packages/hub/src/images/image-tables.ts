import type { ContentType, ImageKind } from '@slipway/api';
import type { Digest } from '@slipway/oci';

/**
 * What a manifest holds, read from its bytes and its config's. They never change, so neither does the
 * row; which repository may see it is never asked of it.
 */
export interface ImageRow {
  digest: Digest;
  kind: ImageKind;
  content_type: ContentType;
  /** Of an image; empty where there is none. */
  os: string;
  architecture: string;
  variant: string;
  os_version: string;
  /** Compressed bytes of config and layers; 0 for an index. */
  size: number;
  /** JSON of an index's members; null for what is no index. */
  members: string | null;
  /** JSON of all else. */
  details: string;
}

/** What a repository came to when it was last counted. What lists and search show of it is with its figures. */
export interface RepositoryFactsRow {
  repository_id: number;
  /** Bytes of all blobs and manifests that it links, each once. */
  storage_bytes: number;
  tags: number;
  manifests: number;
  counted_at: number | null;
  /** Since when there is something to count; null where there is nothing. */
  stale_since: number | null;
}

export interface NamespaceStorageRow {
  namespace_id: number;
  /** Bytes of all that its repositories link, each blob once. */
  bytes: number;
  counted_at: number | null;
  stale_since: number | null;
}

export interface ImageTables {
  hub_images: ImageRow;
  hub_repository_facts: RepositoryFactsRow;
  hub_namespace_storage: NamespaceStorageRow;
}
