import type { Command } from '@slipway/database';
import { type Digest, OciError, type Tag } from '@slipway/oci';
import type { Caller, ClientTrace, RepositoryOwner } from '../ports/authority.ts';
import type { RegistryTables } from '../schema/tables.ts';
import { removeTag } from '../tags/tag-rows.ts';
import { removeManifest } from './remove-manifest.ts';

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
      const { digest } = input;
      const outcome = await removeManifest(owner, transaction, input);
      // Throwing undoes what the command has done so far.
      if (outcome.kind === 'held') throw new OciError('DENIED', outcome.message);
      if (outcome.kind === 'unknown') return false;
      const { tags } = outcome;
      await owner.deleted?.(transaction, { ...eventOf(input), digest, tags, manifest: true });
      return true;
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
      const outcome = await removeTag(owner, transaction, { ...input, name: input.tag });
      if (outcome.kind === 'held') throw new OciError('DENIED', outcome.message);
      if (outcome.kind === 'unknown' || outcome.previous === null) return false;
      await owner.deleted?.(transaction, {
        ...eventOf(input),
        digest: outcome.previous,
        tags: [input.tag],
        manifest: false,
      });
      return true;
    },
  };
}

function eventOf({ repositoryId, caller, client, now }: Deleting) {
  return { repositoryId, caller, client, at: now };
}
