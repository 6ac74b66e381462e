import type { Command } from '@slipway/database';
import type { Digest, Tag } from '@slipway/oci';
import type { Transaction } from 'kysely';
import type { Caller } from '../ports/authority.ts';
import type { RegistryTables } from '../schema/tables.ts';

interface Deleting {
  readonly repositoryId: number;
  readonly caller: Caller;
  /** Unix milliseconds. */
  readonly now: number;
}

export interface DeleteManifest extends Deleting {
  readonly digest: Digest;
}

/** Takes a manifest and every tag that names it; answers whether it was there. */
export const deleteManifestCommand: Command<RegistryTables, DeleteManifest, boolean> = {
  name: 'registry.delete-manifest',
  async execute(transaction, input) {
    const { repositoryId, digest } = input;
    const tags = await transaction
      .deleteFrom('registry_tags')
      .where('repository_id', '=', repositoryId)
      .where('digest', '=', digest)
      .returning('name')
      .execute();
    for (const { name } of tags) await noteDeletion(transaction, input, { name, digest });
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
    return Number(result.numDeletedRows) > 0;
  },
};

export interface DeleteTag extends Deleting {
  readonly tag: Tag;
}

/** Takes a tag, leaving its manifest; answers whether it was there. */
export const deleteTagCommand: Command<RegistryTables, DeleteTag, boolean> = {
  name: 'registry.delete-tag',
  async execute(transaction, input) {
    const [deleted] = await transaction
      .deleteFrom('registry_tags')
      .where('repository_id', '=', input.repositoryId)
      .where('name', '=', input.tag)
      .returning('digest')
      .execute();
    if (!deleted) return false;
    await noteDeletion(transaction, input, { name: input.tag, digest: deleted.digest });
    return true;
  },
};

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
