import { appendToOutbox, type Command } from '@slipway/database';
import type { Digest, Tag } from '@slipway/oci';
import type { Transaction } from 'kysely';
import { insertBlob } from '../blobs/blob-commands.ts';
import { ownedRepository, type Writing } from '../owned-repository.ts';
import type { RepositoryHandle, RepositoryOwner } from '../ports/authority.ts';
import { type PushedEvent, pushedTopic } from '../pushed-event.ts';
import type { ReferenceKind, RegistryTables } from '../schema/tables.ts';
import { missingBlobs, missingBlobsError } from './missing-blobs.ts';

export interface ManifestReference {
  readonly digest: Digest;
  readonly kind: ReferenceKind;
  /** Whether the repository must link it, where it is not sparse. */
  readonly required: boolean;
}

export interface PutManifest extends Writing {
  readonly digest: Digest;
  readonly size: number;
  readonly mediaType: string;
  readonly artifactType: string | null;
  readonly subject: Digest | null;
  readonly annotations: string | null;
  readonly references: readonly ManifestReference[];
  readonly tags: readonly Tag[];
}

/**
 * Manifest, references, tags, their history and the outbox item: all or nothing. The manifest's bytes
 * are durable before. Throws MANIFEST_BLOB_UNKNOWN, DENIED.
 */
export function putManifestCommand(
  owner: RepositoryOwner,
): Command<RegistryTables, PutManifest, RepositoryHandle> {
  return {
    name: 'registry.put-manifest',
    async execute(transaction, input) {
      const repository = await ownedRepository(owner, transaction, input);
      if (!repository.sparse) {
        const missing = await missingBlobs(transaction, repository.id, input.references);
        if (missing.length > 0) throw missingBlobsError(missing);
      }
      await insertBlob(transaction, input);
      await insertManifest(transaction, repository.id, input);
      const tags = await setTags(transaction, repository.id, input);
      const event: PushedEvent = {
        repositoryId: repository.id,
        repository: repository.name,
        digest: input.digest,
        mediaType: input.mediaType,
        tags,
        accountId: input.caller.accountId ?? null,
        accountName: input.caller.name,
        at: input.now,
      };
      await appendToOutbox(transaction, {
        topic: pushedTopic,
        key: repository.name,
        payload: event,
      });
      return repository;
    },
  };
}

async function insertManifest(
  transaction: Transaction<RegistryTables>,
  repositoryId: number,
  input: PutManifest,
): Promise<void> {
  // Bytes without a mediaType of their own may be pushed again under the other family's type.
  await transaction
    .insertInto('registry_manifests')
    .values({
      repository_id: repositoryId,
      digest: input.digest,
      media_type: input.mediaType,
      size: input.size,
      artifact_type: input.artifactType,
      subject_digest: input.subject,
      annotations: input.annotations,
      pushed_at: input.now,
    })
    .onConflict((conflict) =>
      conflict.columns(['repository_id', 'digest']).doUpdateSet({ media_type: input.mediaType }),
    )
    .execute();
  const rows = input.references.map(({ digest, kind }) => ({
    repository_id: repositoryId,
    manifest_digest: input.digest,
    child_digest: digest,
    kind,
  }));
  for (let start = 0; start < rows.length; start += 500) {
    await transaction
      .insertInto('registry_manifest_references')
      .values(rows.slice(start, start + 500))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

async function setTags(
  transaction: Transaction<RegistryTables>,
  repositoryId: number,
  { tags, digest, now, caller }: PutManifest,
): Promise<PushedEvent['tags']> {
  const changes: { name: Tag; previous: Digest | null }[] = [];
  for (const name of tags) {
    const before = await transaction
      .selectFrom('registry_tags')
      .select('digest')
      .where('repository_id', '=', repositoryId)
      .where('name', '=', name)
      .executeTakeFirst();
    changes.push({ name, previous: before?.digest ?? null });
    await transaction
      .insertInto('registry_tags')
      .values({ repository_id: repositoryId, name, digest, updated_at: now })
      .onConflict((conflict) =>
        conflict.columns(['repository_id', 'name']).doUpdateSet({ digest, updated_at: now }),
      )
      .execute();
    if (before?.digest === digest) continue;
    await transaction
      .insertInto('registry_tag_history')
      .values({
        repository_id: repositoryId,
        name,
        digest,
        action: 'set',
        at: now,
        by_name: caller.name,
        by_account: caller.accountId ?? null,
      })
      .execute();
  }
  return changes;
}
