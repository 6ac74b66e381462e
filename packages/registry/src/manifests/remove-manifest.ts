import type { Digest } from '@slipway/oci';
import type { Transaction } from 'kysely';
import { noteUnlinked, noteUnreferenced } from '../garbage-collection/note-garbage.ts';
import type { PushHooks } from '../ports/authority.ts';
import type { RegistryTables } from '../schema/tables.ts';
import { removeTag, type TagWriting } from '../tags/tag-rows.ts';

/** `held`: a tag that names it may not go. */
export type RemovedManifest =
  | { readonly kind: 'removed'; readonly tags: readonly string[] }
  | { readonly kind: 'held'; readonly tag: string; readonly message: string }
  | { readonly kind: 'unknown' };

/**
 * Takes a manifest and every tag that names it. What only it named becomes garbage from now on.
 * After `held` the transaction is to be undone, or the tag is to be left as it is: nothing of the
 * manifest is gone, but tags before it may be.
 */
export async function removeManifest(
  hooks: PushHooks,
  transaction: Transaction<RegistryTables>,
  { digest, ...writing }: TagWriting & { digest: Digest },
): Promise<RemovedManifest> {
  const { repositoryId, now } = writing;
  const tags = await transaction
    .selectFrom('registry_tags')
    .select('name')
    .where('repository_id', '=', repositoryId)
    .where('digest', '=', digest)
    .execute();
  for (const { name } of tags) {
    const outcome = await removeTag(hooks, transaction, { ...writing, name });
    if (outcome.kind === 'held') return { kind: 'held', tag: name, message: outcome.message };
  }
  const references = await transaction
    .deleteFrom('registry_manifest_references')
    .where('repository_id', '=', repositoryId)
    .where('manifest_digest', '=', digest)
    .returning('child_digest')
    .execute();
  const result = await transaction
    .deleteFrom('registry_manifests')
    .where('repository_id', '=', repositoryId)
    .where('digest', '=', digest)
    .executeTakeFirst();
  if (Number(result.numDeletedRows) === 0) return { kind: 'unknown' };
  const children = references.map(({ child_digest }) => child_digest);
  await noteUnreferenced(transaction, { repositoryId, digests: children, now });
  await noteUnlinked(transaction, { digests: [digest], since: now });
  return { kind: 'removed', tags: tags.map(({ name }) => name) };
}
