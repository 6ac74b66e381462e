import type { OutboxTables } from '@slipway/database';
import type { Digest } from '@slipway/oci';
import type { Generated } from 'kysely';

/** How a manifest names something: by which member. */
export type ReferenceKind = 'config' | 'layer' | 'manifest' | 'subject';

/** The registry's own tables. `repository_id` is the owner's; times are unix milliseconds. */
export interface RegistryTables extends OutboxTables {
  /** Every blob and manifest the store holds for somebody. */
  registry_blobs: { digest: Digest; size: number; created_at: number };
  /** Which repository may read which blob. */
  registry_blob_links: { repository_id: number; digest: Digest };
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
  };
  registry_manifest_references: {
    repository_id: number;
    manifest_digest: Digest;
    child_digest: Digest;
    kind: ReferenceKind;
  };
  registry_tags: { repository_id: number; name: string; digest: Digest; updated_at: number };
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
