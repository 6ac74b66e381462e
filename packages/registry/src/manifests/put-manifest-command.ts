import { appendToOutbox, type Command } from '@slipway/database';
import { type Digest, OciError, type Tag } from '@slipway/oci';
import type { Transaction } from 'kysely';
import { insertBlob } from '../blobs/blob-commands.ts';
import { ownedRepository, type Writing } from '../owned-repository.ts';
import type { ClientTrace, RepositoryHandle, RepositoryOwner } from '../ports/authority.ts';
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
  readonly client: ClientTrace | null;
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
      await refuseOverLimit(owner, transaction, { repositoryId: repository.id, input });
      await insertBlob(transaction, input);
      await insertManifest(transaction, repository.id, input);
      const tags = await setTags(transaction, repository.id, { ...input, owner });
      const name = repository.canonicalName ?? repository.name;
      const event: PushedEvent = {
        repositoryId: repository.id,
        repository: name,
        digest: input.digest,
        mediaType: input.mediaType,
        tags,
        accountId: input.caller.accountId ?? null,
        accountName: input.caller.name,
        client: input.client,
        at: input.now,
      };
      await appendToOutbox(transaction, {
        topic: pushedTopic,
        key: name,
        payload: event,
      });
      await owner.pushed?.(transaction, event);
      return repository;
    },
  };
}

async function refuseOverLimit(
  owner: RepositoryOwner,
  transaction: Transaction<RegistryTables>,
  { repositoryId, input }: { readonly repositoryId: number; readonly input: PutManifest },
): Promise<void> {
  if (!owner.refusePush) return;
  const known = await transaction
    .selectFrom('registry_manifests')
    .select('digest')
    .where('repository_id', '=', repositoryId)
    .where('digest', '=', input.digest)
    .executeTakeFirst();
  const { digest, mediaType, size } = input;
  const push = { repositoryId, digest, mediaType, size, known: known !== undefined };
  const refusal = await owner.refusePush(transaction, push);
  if (refusal !== undefined) throw new OciError('DENIED', refusal);
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
  { tags, digest, now, caller, owner }: PutManifest & { readonly owner: RepositoryOwner },
): Promise<PushedEvent['tags']> {
  const changes: { name: Tag; previous: Digest | null }[] = [];
  for (const name of tags) {
    const before = await transaction
      .selectFrom('registry_tags')
      .select('digest')
      .where('repository_id', '=', repositoryId)
      .where('name', '=', name)
      .executeTakeFirst();
    const previous = before?.digest ?? null;
    const change = { repositoryId, tag: name, kind: 'set', previous, next: digest } as const;
    const refusal = await owner.refuseTagChange?.(transaction, change);
    if (refusal !== undefined) throw new OciError('DENIED', refusal);
    changes.push({ name, previous });
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
