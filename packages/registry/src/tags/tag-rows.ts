import { type Digest, naturalSortKey, type Tag } from '@slipway/oci';
import type { Transaction } from 'kysely';
import type { Caller, PushHooks } from '../ports/authority.ts';
import type { RegistryTables } from '../schema/tables.ts';

/** Who changes a repository's tags, and when. */
export interface TagWriting {
  readonly repositoryId: number;
  readonly caller: Pick<Caller, 'accountId' | 'name'>;
  /** Unix milliseconds. */
  readonly now: number;
}

/** `held`: the owner refuses, and says why. */
export type TagOutcome =
  | { readonly kind: 'done'; readonly previous: Digest | null }
  | { readonly kind: 'held'; readonly message: string }
  | { readonly kind: 'unknown' };

/**
 * Lets a tag name a manifest that the repository has, and notes it in the tag's history. `unknown`
 * where the repository does not have the manifest.
 */
export async function setTag(
  hooks: PushHooks,
  transaction: Transaction<RegistryTables>,
  { repositoryId, caller, now, name, digest }: TagWriting & { name: Tag | string; digest: Digest },
): Promise<TagOutcome> {
  const previous = await namedBy(transaction, repositoryId, name);
  const change = { repositoryId, tag: name, kind: 'set', previous, next: digest } as const;
  const refusal = await hooks.refuseTagChange?.(transaction, change);
  if (refusal !== undefined) return { kind: 'held', message: refusal };
  const manifest = await transaction
    .selectFrom('registry_manifests')
    .select('content_size')
    .where('repository_id', '=', repositoryId)
    .where('digest', '=', digest)
    .executeTakeFirst();
  if (!manifest) return { kind: 'unknown' };
  const row = {
    digest,
    updated_at: now,
    size: manifest.content_size ?? 0,
    pushed_by_name: caller.name,
    pushed_by_account: caller.accountId ?? null,
  };
  await transaction
    .insertInto('registry_tags')
    .values({ repository_id: repositoryId, name, sort_key: naturalSortKey(name), ...row })
    .onConflict((conflict) => conflict.columns(['repository_id', 'name']).doUpdateSet(row))
    .execute();
  await transaction
    .updateTable('registry_manifests')
    .set({ untagged_at: null })
    .where('repository_id', '=', repositoryId)
    .where('digest', '=', digest)
    .where('untagged_at', 'is not', null)
    .execute();
  if (previous === digest) return { kind: 'done', previous };
  if (previous !== null) await noteUntagged(transaction, { repositoryId, digest: previous, now });
  await noteHistory(transaction, { repositoryId, caller, now, name, digest, action: 'set' });
  return { kind: 'done', previous };
}

/** Takes a tag away, leaving its manifest, and notes it in the tag's history. */
export async function removeTag(
  hooks: PushHooks,
  transaction: Transaction<RegistryTables>,
  { repositoryId, caller, now, name }: TagWriting & { name: Tag | string },
): Promise<TagOutcome> {
  const previous = await namedBy(transaction, repositoryId, name);
  if (previous === null) return { kind: 'unknown' };
  const change = { repositoryId, tag: name, kind: 'delete', previous, next: null } as const;
  const refusal = await hooks.refuseTagChange?.(transaction, change);
  if (refusal !== undefined) return { kind: 'held', message: refusal };
  await transaction
    .deleteFrom('registry_tags')
    .where('repository_id', '=', repositoryId)
    .where('name', '=', name)
    .execute();
  await noteUntagged(transaction, { repositoryId, digest: previous, now });
  const digest = previous;
  await noteHistory(transaction, { repositoryId, caller, now, name, digest, action: 'delete' });
  return { kind: 'done', previous };
}

async function namedBy(
  transaction: Transaction<RegistryTables>,
  repositoryId: number,
  name: string,
): Promise<Digest | null> {
  const row = await transaction
    .selectFrom('registry_tags')
    .select('digest')
    .where('repository_id', '=', repositoryId)
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.digest ?? null;
}

/** From when on no tag names the manifest, where that is so. */
async function noteUntagged(
  transaction: Transaction<RegistryTables>,
  { repositoryId, digest, now }: { repositoryId: number; digest: Digest; now: number },
): Promise<void> {
  await transaction
    .updateTable('registry_manifests')
    .set({ untagged_at: now })
    .where('repository_id', '=', repositoryId)
    .where('digest', '=', digest)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('registry_tags')
            .select('name')
            .where('repository_id', '=', repositoryId)
            .where('digest', '=', digest),
        ),
      ),
    )
    .execute();
}

async function noteHistory(
  transaction: Transaction<RegistryTables>,
  entry: TagWriting & { name: string; digest: Digest; action: 'set' | 'delete' },
): Promise<void> {
  const { repositoryId, caller, now, name, digest, action } = entry;
  await transaction
    .insertInto('registry_tag_history')
    .values({
      repository_id: repositoryId,
      name,
      digest,
      action,
      at: now,
      by_name: caller.name,
      by_account: caller.accountId ?? null,
    })
    .execute();
}
