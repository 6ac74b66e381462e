import type { Command } from '@slipway/database';
import { type Digest, OciError, type Tag } from '@slipway/oci';
import type { Transaction } from 'kysely';
import type { Caller, ClientTrace, RepositoryOwner } from '../ports/authority.ts';
import type { RegistryTables } from '../schema/tables.ts';

interface Deleting {
  readonly repositoryId: number;
  readonly caller: Caller;
  readonly client: ClientTrace | undefined;
  /** Unix milliseconds. */
  readonly now: number;
}

export interface DeleteManifest extends Deleting {
  readonly digest: Digest;
}

/** Takes a manifest and every tag that names it; answers whether it was there. Throws DENIED. */
export function deleteManifestCommand(
  owner: RepositoryOwner,
): Command<RegistryTables, DeleteManifest, boolean> {
  return {
    name: 'registry.delete-manifest',
    async execute(transaction, input) {
      const { repositoryId, digest } = input;
      const tags = await transaction
        .deleteFrom('registry_tags')
        .where('repository_id', '=', repositoryId)
        .where('digest', '=', digest)
        .returning('name')
        .execute();
      for (const { name } of tags) {
        await refuseIfHeld(owner, transaction, { repositoryId, name, digest });
        await noteDeletion(transaction, input, { name, digest });
      }
      await transaction
        .deleteFrom('registry_manifest_references')
        .where('repository_id', '=', repositoryId)
        .where('manifest_digest', '=', digest)
        .execute();
      const result = await transaction
        .deleteFrom('registry_manifests')
        .where('repository_id', '=', repositoryId)
        .where('digest', '=', digest)
        .executeTakeFirst();
      const found = Number(result.numDeletedRows) > 0;
      if (found) {
        const names = tags.map(({ name }) => name);
        await owner.deleted?.(transaction, {
          ...eventOf(input),
          digest,
          tags: names,
          manifest: true,
        });
      }
      return found;
    },
  };
}

export interface DeleteTag extends Deleting {
  readonly tag: Tag;
}

/** Takes a tag, leaving its manifest; answers whether it was there. Throws DENIED. */
export function deleteTagCommand(
  owner: RepositoryOwner,
): Command<RegistryTables, DeleteTag, boolean> {
  return {
    name: 'registry.delete-tag',
    async execute(transaction, input) {
      const { repositoryId, tag: name } = input;
      const [deleted] = await transaction
        .deleteFrom('registry_tags')
        .where('repository_id', '=', repositoryId)
        .where('name', '=', name)
        .returning('digest')
        .execute();
      if (!deleted) return false;
      const { digest } = deleted;
      await refuseIfHeld(owner, transaction, { repositoryId, name, digest });
      await noteDeletion(transaction, input, { name, digest });
      await owner.deleted?.(transaction, {
        ...eventOf(input),
        digest,
        tags: [name],
        manifest: false,
      });
      return true;
    },
  };
}

/** Throwing undoes what the command has done so far. */
async function refuseIfHeld(
  owner: RepositoryOwner,
  transaction: Transaction<RegistryTables>,
  tag: { readonly repositoryId: number; readonly name: string; readonly digest: Digest },
): Promise<void> {
  const { repositoryId, name, digest } = tag;
  const refusal = await owner.refuseTagChange?.(transaction, {
    repositoryId,
    tag: name,
    kind: 'delete',
    previous: digest,
    next: null,
  });
  if (refusal !== undefined) throw new OciError('DENIED', refusal);
}

function eventOf({ repositoryId, caller, client, now }: Deleting) {
  return { repositoryId, caller, client, at: now };
}

async function noteDeletion(
  transaction: Transaction<RegistryTables>,
  { repositoryId, caller, now }: Deleting,
  tag: { readonly name: string; readonly digest: Digest },
): Promise<void> {
  await transaction
    .insertInto('registry_tag_history')
    .values({
      repository_id: repositoryId,
      name: tag.name,
      digest: tag.digest,
      action: 'delete',
      at: now,
      by_name: caller.name,
      by_account: caller.accountId ?? null,
    })
    .execute();
}
