import type { UploadState } from '@slipway/content';
import type { Command } from '@slipway/database';
import type { DigestAlgorithm } from '@slipway/oci';
import { ownedRepository, type Writing } from '../owned-repository.ts';
import type { RepositoryHandle, RepositoryOwner } from '../ports/authority.ts';
import type { RegistryTables } from '../schema/tables.ts';

export interface BeginUpload extends Writing {
  readonly state: UploadState;
  /** What the client says it will use; a hint. */
  readonly algorithm: DigestAlgorithm | null;
}

/** Opens an upload session, creating the repository where it is not there. */
export function beginUploadCommand(
  owner: RepositoryOwner,
): Command<RegistryTables, BeginUpload, RepositoryHandle> {
  return {
    name: 'registry.begin-upload',
    async execute(transaction, input) {
      const repository = await ownedRepository(owner, transaction, input);
      await transaction
        .insertInto('registry_uploads')
        .values({
          id: input.state.id,
          repository_id: repository.id,
          account: input.caller.accountId ?? null,
          offset: input.state.offset,
          notes: input.state.notes,
          algorithm: input.algorithm,
          created_at: input.now,
          updated_at: input.now,
          holder: null,
          held_until: 0,
        })
        .execute();
      return repository;
    },
  };
}

/** For how long a claim holds without being renewed, in milliseconds. */
export const claimMs = 15_000;

export interface ClaimUpload {
  readonly repositoryId: number;
  readonly id: string;
  /** Names the request that claims. */
  readonly holder: string;
  readonly now: number;
}

export type ClaimOutcome =
  | { readonly kind: 'claimed'; readonly state: UploadState }
  | { readonly kind: 'busy' | 'unknown' };

/** Makes one request the only one that may touch the upload: two would mix their bytes. */
export const claimUploadCommand: Command<RegistryTables, ClaimUpload, ClaimOutcome> = {
  name: 'registry.claim-upload',
  async execute(transaction, { repositoryId, id, holder, now }) {
    const row = await transaction
      .selectFrom('registry_uploads')
      .select(['id', 'offset', 'notes', 'holder', 'held_until'])
      .where('id', '=', id)
      .where('repository_id', '=', repositoryId)
      .executeTakeFirst();
    if (!row) return { kind: 'unknown' };
    if (row.holder !== null && row.held_until > now) return { kind: 'busy' };
    await transaction
      .updateTable('registry_uploads')
      .set({ holder, held_until: now + claimMs, updated_at: now })
      .where('id', '=', id)
      .execute();
    return { kind: 'claimed', state: { id, offset: row.offset, notes: row.notes } };
  },
};

export interface HeldUploadKey {
  readonly id: string;
  readonly holder: string;
  readonly now: number;
}

/** Prolongs a claim; false where it was lost. */
export const renewUploadCommand: Command<RegistryTables, HeldUploadKey, boolean> = {
  name: 'registry.renew-upload',
  async execute(transaction, { id, holder, now }) {
    const result = await transaction
      .updateTable('registry_uploads')
      .set({ held_until: now + claimMs, updated_at: now })
      .where('id', '=', id)
      .where('holder', '=', holder)
      .executeTakeFirst();
    return Number(result.numUpdatedRows) > 0;
  },
};

/** Keeps what was received and ends the claim; false where the claim was lost. */
export const saveUploadCommand: Command<
  RegistryTables,
  HeldUploadKey & { readonly state: UploadState },
  boolean
> = {
  name: 'registry.save-upload',
  async execute(transaction, { id, holder, now, state }) {
    const result = await transaction
      .updateTable('registry_uploads')
      .set({
        offset: state.offset,
        notes: state.notes,
        updated_at: now,
        holder: null,
        held_until: 0,
      })
      .where('id', '=', id)
      .where('holder', '=', holder)
      .executeTakeFirst();
    return Number(result.numUpdatedRows) > 0;
  },
};

/** Forgets uploads: those that `holder` claimed, or, where it is null, those nobody did. */
export const removeUploadsCommand: Command<
  RegistryTables,
  { readonly ids: readonly string[]; readonly holder: string | null },
  void
> = {
  name: 'registry.remove-uploads',
  async execute(transaction, { ids, holder }) {
    if (ids.length === 0) return;
    await transaction
      .deleteFrom('registry_uploads')
      .where('id', 'in', ids)
      .where('holder', holder === null ? 'is' : '=', holder)
      .execute();
  },
};

export interface ClaimAbandonedUploads {
  /** Untouched since this time. */
  readonly before: number;
  readonly limit: number;
  readonly holder: string;
  readonly now: number;
}

/** Claims uploads that nobody works on any more, so that their bytes can be removed. */
export const claimAbandonedUploadsCommand: Command<
  RegistryTables,
  ClaimAbandonedUploads,
  UploadState[]
> = {
  name: 'registry.claim-abandoned-uploads',
  async execute(transaction, { before, limit, holder, now }) {
    const rows = await transaction
      .selectFrom('registry_uploads')
      .select(['id', 'offset', 'notes'])
      .where('updated_at', '<', before)
      .where('held_until', '<=', now)
      .orderBy('updated_at')
      .limit(limit)
      .execute();
    if (rows.length === 0) return [];
    const ids = rows.map(({ id }) => id);
    await transaction
      .updateTable('registry_uploads')
      .set({ holder, held_until: now + claimMs })
      .where('id', 'in', ids)
      .execute();
    return rows;
  },
};
