import type { Command } from '@slipway/database';
import type { Insertable } from 'kysely';
import type { AccessTokenRow, HubTables } from '../tables.ts';

/** One account keeps at most so many access tokens, active or not. */
export const mostAccessTokens = 500;

/** Adds a personal access token. */
export const createAccessToken: Command<
  HubTables,
  Insertable<AccessTokenRow>,
  'created' | 'too-many'
> = {
  name: 'hub.create-access-token',
  async execute(transaction, row) {
    const { count } = await transaction
      .selectFrom('hub_access_tokens')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('account_id', '=', row.account_id)
      .executeTakeFirstOrThrow();
    if (Number(count) >= mostAccessTokens) return 'too-many';
    await transaction.insertInto('hub_access_tokens').values(row).execute();
    return 'created';
  },
};

export interface UpdateAccessToken {
  readonly accountId: number;
  readonly id: string;
  readonly label?: string;
  /** Whether it is revoked; a token may be made active again, as on Docker Hub. */
  readonly revoked?: boolean;
  readonly now: number;
}

/** Renames, revokes or reactivates an access token. Says whether the account has it. */
export const updateAccessToken: Command<HubTables, UpdateAccessToken, boolean> = {
  name: 'hub.update-access-token',
  async execute(transaction, { accountId, id, label, revoked, now }) {
    const row = await transaction
      .selectFrom('hub_access_tokens')
      .select(['label', 'revoked_at'])
      .where('id', '=', id)
      .where('account_id', '=', accountId)
      .executeTakeFirst();
    if (row === undefined) return false;
    await transaction
      .updateTable('hub_access_tokens')
      .set({
        label: label ?? row.label,
        revoked_at:
          revoked === undefined ? row.revoked_at : revoked ? (row.revoked_at ?? now) : null,
      })
      .where('id', '=', id)
      .execute();
    // What was got with it stays void when it is made active again.
    if (revoked) {
      await transaction
        .deleteFrom('hub_refresh_tokens')
        .where('access_token_id', '=', id)
        .execute();
    }
    return true;
  },
};

/** Deletes an access token and, with it, the refresh tokens it got. Says whether there was one. */
export const deleteAccessToken: Command<
  HubTables,
  { readonly accountId: number; readonly id: string },
  boolean
> = {
  name: 'hub.delete-access-token',
  async execute(transaction, { accountId, id }) {
    const deleted = await transaction
      .deleteFrom('hub_access_tokens')
      .where('id', '=', id)
      .where('account_id', '=', accountId)
      .returning('id')
      .executeTakeFirst();
    return deleted !== undefined;
  },
};
