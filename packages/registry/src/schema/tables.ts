import type { OutboxTables } from '@slipway/database';
import type { Digest } from '@slipway/oci';
import type { Generated } from 'kysely';

/** How a manifest names something: by which member. */
export type ReferenceKind = 'config' | 'layer' | 'manifest' | 'subject';

/** The registry's own tables. `repository_id` is the owner's; times are unix milliseconds. */
export interface RegistryTables extends OutboxTables {
  /** Every blob and manifest the store holds for somebody. */
  registry_blobs: {
    digest: Digest;
    size: number;
    created_at: number;
    /** Since when no repository has it, as far as is known; null while one does. */
    unlinked_since: Generated<number | null>;
  };
  /** Which repository may read which blob. */
  registry_blob_links: {
    repository_id: number;
    digest: Digest;
    /** Since when no manifest of the repository names it, or was asked for by a push since; null while one does. */
    unreferenced_since: Generated<number | null>;
  };
  /** Blobs on their way out of the store, and those that left it lately. */
  registry_removals: {
    digest: Digest;
    /** Names the removal: another one of the same digest has another. */
    token: string;
    size: number;
    begun_at: number;
    /** When its file was gone; null while it may still be there. */
    finished_at: number | null;
  };
  registry_garbage_runs: {
    id: Generated<number>;
    started_at: number;
    finished_at: number | null;
    unlinked: number;
    blobs: number;
    bytes: number;
    orphans: number;
    error: string | null;
  };
  registry_manifests: {
    repository_id: number;
    digest: Digest;
    media_type: string;
    size: number;
    artifact_type: string | null;
    subject_digest: Digest | null;
    /** The manifest's annotations as JSON: what a listing of referrers shows. */
    annotations: string | null;
    pushed_at: number;
    /** Compressed bytes of what it names, of an index those of its main image; null: not known. */
    content_size: Generated<number | null>;
    /** Since when no tag names it; null while one does. */
    untagged_at: Generated<number | null>;
  };
  registry_manifest_references: {
    repository_id: number;
    manifest_digest: Digest;
    child_digest: Digest;
    kind: ReferenceKind;
  };
  registry_tags: {
    repository_id: number;
    name: string;
    digest: Digest;
    updated_at: number;
    /** `naturalSortKey` of the name. */
    sort_key: string;
    /** The manifest's `content_size`; 0 where that is not known. */
    size: Generated<number>;
    pushed_by_name: Generated<string>;
    pushed_by_account: Generated<number | null>;
  };
  registry_tag_history: {
    id: Generated<number>;
    repository_id: number;
    name: string;
    /** What the tag named since `set`, or until `delete`. */
    digest: Digest;
    action: 'set' | 'delete';
    at: number;
    by_name: string;
    by_account: number | null;
  };
  registry_uploads: {
    id: string;
    repository_id: number;
    account: number | null;
    /** Bytes received. */
    offset: number;
    /** The content store's own notes. */
    notes: string;
    algorithm: string | null;
    created_at: number;
    updated_at: number;
    /** The request that works on the upload, until `held_until`; renewed while it does. */
    holder: string | null;
    held_until: number;
  };
}
