import type { Command } from '@slipway/database';
import { type Digest, OciError, type Tag } from '@slipway/oci';
import { sql, type Transaction } from 'kysely';
import { insertBlob } from '../blobs/blob-commands.ts';
import { noteReferenced } from '../garbage-collection/note-garbage.ts';
import { isRemovedSince } from '../garbage-collection/removal-rows.ts';
import { ownedRepository, type Writing } from '../owned-repository.ts';
import type { ClientTrace, RepositoryHandle, RepositoryOwner } from '../ports/authority.ts';
import type { PushedEvent } from '../pushed-event.ts';
import type { ReferenceKind, RegistryTables } from '../schema/tables.ts';
import { setTag } from '../tags/tag-rows.ts';
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
  /** Compressed bytes of config and layers; null for an index. */
  readonly contentSize: number | null;
  /** Of an index: the image that stands for it where one number is shown. */
  readonly mainMember: Digest | null;
  /** The removal of the bytes that the pusher saw end before they were there ({@link storeSafely}). */
  readonly removal: string | null;
  readonly client: ClientTrace | null;
}

/**
 * Manifest, references, tags, their history, and what the owner adds: all or nothing. The manifest's bytes
 * are durable before; `removed` where a sweep may have taken them since. Throws MANIFEST_BLOB_UNKNOWN,
 * DENIED.
 */
export function putManifestCommand(
  owner: RepositoryOwner,
): Command<RegistryTables, PutManifest, RepositoryHandle | 'removed'> {
  return {
    name: 'registry.put-manifest',
    async execute(transaction, input) {
      if (await isRemovedSince(transaction, input)) return 'removed';
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
      content_size: await contentSize(transaction, repositoryId, input),
      untagged_at: input.now,
    })
    .onConflict((conflict) =>
      conflict.columns(['repository_id', 'digest']).doUpdateSet({
        media_type: input.mediaType,
        pushed_at: input.now,
        untagged_at: sql`case when registry_manifests.untagged_at is null then null else excluded.untagged_at end`,
      }),
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
  await noteReferenced(transaction, {
    repositoryId,
    digests: input.references.map(({ digest }) => digest),
  });
}

/** Of an index, its main member's, where that is known. */
async function contentSize(
  transaction: Transaction<RegistryTables>,
  repositoryId: number,
  { contentSize: own, mainMember }: PutManifest,
): Promise<number | null> {
  if (own !== null || mainMember === null) return own;
  const member = await transaction
    .selectFrom('registry_manifests')
    .select('content_size')
    .where('repository_id', '=', repositoryId)
    .where('digest', '=', mainMember)
    .executeTakeFirst();
  return member?.content_size ?? null;
}

async function setTags(
  transaction: Transaction<RegistryTables>,
  repositoryId: number,
  { tags, digest, now, caller, owner }: PutManifest & { readonly owner: RepositoryOwner },
): Promise<PushedEvent['tags']> {
  const changes: { name: Tag; previous: Digest | null }[] = [];
  for (const name of tags) {
    const outcome = await setTag(owner, transaction, { repositoryId, caller, now, name, digest });
    if (outcome.kind === 'held') throw new OciError('DENIED', outcome.message);
    if (outcome.kind === 'done') changes.push({ name, previous: outcome.previous });
  }
  return changes;
}
