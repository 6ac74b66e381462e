import type { Command } from '@slipway/database';
import type { Transaction } from 'kysely';
import type { Subject } from '../access/subject.ts';
import { type AuditActor, recordAudit } from '../audit/record-audit.ts';
import { commandList } from '../command-list.ts';
import type { HubTables, Visibility } from '../tables.ts';
import type { ProfileRow } from './account-tables.ts';

type ProfileTexts = Pick<ProfileRow, 'full_name' | 'bio' | 'location' | 'company' | 'website'>;

export interface UpdateProfile {
  readonly subject: Subject;
  readonly actor: AuditActor;
  readonly profile: { readonly [Key in keyof ProfileTexts]?: string | undefined };
  /** undefined: it stays. */
  readonly defaultVisibility: Visibility | null | undefined;
  readonly now: number;
}

/** Changes what an account says of itself, and what its new repositories are. */
export const updateProfile: Command<HubTables, UpdateProfile, void> = {
  name: 'hub.update-profile',
  async execute(transaction, { subject, actor, profile, defaultVisibility, now }) {
    const accountId = subject.accountId ?? 0;
    const row = await profileOf(transaction, accountId);
    const next = { ...row };
    for (const [name, value] of Object.entries(profile)) {
      if (value !== undefined) next[name as keyof ProfileTexts] = value;
    }
    await writeProfile(transaction, next);
    if (defaultVisibility !== undefined) {
      await transaction
        .updateTable('hub_accounts')
        .set({ default_visibility: defaultVisibility })
        .where('id', '=', accountId)
        .execute();
    }
    await recordAudit(transaction, {
      namespaceId: accountId,
      action: 'account.update',
      ...{ name: subject.name, actor, at: now },
      data: {
        ...profile,
        ...(defaultVisibility === undefined ? {} : { default_visibility: defaultVisibility }),
      },
    });
  },
};

export interface SetAvatar {
  /** An account's or organization's. */
  readonly namespace: string;
  /** null: back to the one that is drawn. */
  readonly image: {
    readonly mediaType: string;
    readonly base64: string;
    readonly tag: string;
  } | null;
  readonly actor: AuditActor;
  readonly now: number;
}

/** Sets or removes an avatar. Says whether there is such a namespace. */
export const setAvatar: Command<HubTables, SetAvatar, boolean> = {
  name: 'hub.set-avatar',
  async execute(transaction, { namespace, image, actor, now }) {
    const account = await transaction
      .selectFrom('hub_accounts')
      .select('id')
      .where('name', '=', namespace)
      .where('closed_at', 'is', null)
      .executeTakeFirst();
    if (!account) return false;
    const { id } = account;
    await writeProfile(transaction, {
      ...(await profileOf(transaction, id)),
      avatar_tag: image?.tag ?? null,
    });
    await transaction.deleteFrom('hub_avatars').where('account_id', '=', id).execute();
    if (image) {
      const row = { account_id: id, media_type: image.mediaType, image: image.base64 };
      await transaction.insertInto('hub_avatars').values(row).execute();
    }
    await recordAudit(transaction, {
      namespaceId: id,
      action: image ? 'account.avatar.set' : 'account.avatar.remove',
      ...{ name: namespace, actor, at: now },
    });
    return true;
  },
};

async function profileOf(
  transaction: Transaction<HubTables>,
  accountId: number,
): Promise<ProfileRow> {
  const row = await transaction
    .selectFrom('hub_profiles')
    .selectAll()
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  return (
    row ?? {
      ...{ account_id: accountId, full_name: '', bio: '', location: '' },
      ...{ company: '', website: '', avatar_tag: null },
    }
  );
}

async function writeProfile(transaction: Transaction<HubTables>, row: ProfileRow): Promise<void> {
  await transaction
    .insertInto('hub_profiles')
    .values(row)
    .onConflict((conflict) => conflict.column('account_id').doUpdateSet(row))
    .execute();
}

export const profileCommands = commandList(updateProfile, setAvatar);
