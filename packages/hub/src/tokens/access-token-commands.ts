import type { Command } from '@slipway/database';
import type { Insertable, Transaction } from 'kysely';
import type { Subject } from '../access/subject.ts';
import { visibleTo } from '../access/visible.ts';
import { type AuditActor, recordAudit } from '../audit/record-audit.ts';
import type { AccessTokenRow, HubTables } from '../tables.ts';
import { reachOfScopes } from './scopes.ts';

/** One account keeps at most so many access tokens, active or not. */
export const mostAccessTokens = 500;

export interface CreateAccessToken {
  readonly row: Insertable<AccessTokenRow>;
  /** Limits the token to these, `namespace/name`; undefined: to none in particular. */
  readonly repositories: readonly string[] | undefined;
  readonly subject: Subject;
  readonly actor: AuditActor;
}

/** Adds a personal access token. What its account may not see cannot be chosen. */
export const createAccessToken: Command<
  HubTables,
  CreateAccessToken,
  | { kind: 'created' }
  | { kind: 'too-many' }
  | { kind: 'unknown-repositories'; names: readonly string[] }
> = {
  name: 'hub.create-access-token',
  async execute(transaction, { row, repositories, subject, actor }) {
    const { count } = await transaction
      .selectFrom('hub_access_tokens')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('account_id', '=', row.account_id)
      .executeTakeFirstOrThrow();
    if (Number(count) >= mostAccessTokens) return { kind: 'too-many' };
    const chosen = await chosenRepositories(transaction, subject, repositories ?? []);
    if (chosen.missing.length > 0) return { kind: 'unknown-repositories', names: chosen.missing };
    await transaction.insertInto('hub_access_tokens').values(row).execute();
    if (chosen.ids.length > 0) {
      const reach = reachOfScopes(row.scopes);
      await transaction
        .insertInto('hub_access_token_repositories')
        .values(chosen.ids.map((id) => ({ token_id: row.id, repository_id: id, reach })))
        .execute();
    }
    await recordAudit(transaction, {
      namespaceId: row.account_id,
      action: 'account.access_token.create',
      ...{ name: row.label, actor, at: row.created_at },
      data: {
        ...{ uuid: row.id, scopes: JSON.parse(row.scopes), expires_at: row.expires_at },
        ...(repositories === undefined ? {} : { repositories }),
      },
    });
    return { kind: 'created' };
  },
};

/** The repositories of these names, also of names that they had before, that the subject may pull from. */
async function chosenRepositories(
  transaction: Transaction<HubTables>,
  subject: Subject,
  names: readonly string[],
): Promise<{ ids: number[]; missing: string[] }> {
  if (names.length === 0) return { ids: [], missing: [] };
  const visible = transaction
    .selectFrom('hub_repositories as repository')
    .where(visibleTo(subject) as never);
  const present = await visible
    .select(['repository.id', 'repository.path'])
    .where('repository.path', 'in', names)
    .execute();
  const former = await visible
    .innerJoin('hub_repository_aliases as alias', 'alias.repository_id', 'repository.id')
    .select(['repository.id', 'alias.path'])
    .where('alias.path', 'in', names)
    .execute();
  const byName = new Map([...former, ...present].map(({ path, id }) => [path, id]));
  const ids = names.flatMap((name) => byName.get(name) ?? []);
  return { ids: [...new Set(ids)], missing: names.filter((name) => !byName.has(name)) };
}

export interface UpdateAccessToken {
  readonly accountId: number;
  readonly id: string;
  readonly label?: string;
  /** Whether it is revoked; a token may be made active again, as on Docker Hub. */
  readonly revoked?: boolean;
  readonly actor: AuditActor;
  readonly now: number;
}

/** Renames, revokes or reactivates an access token. Says whether the account has it. */
export const updateAccessToken: Command<HubTables, UpdateAccessToken, boolean> = {
  name: 'hub.update-access-token',
  async execute(transaction, { accountId, id, label, revoked, actor, now }) {
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
    await recordAudit(transaction, {
      namespaceId: accountId,
      action: 'account.access_token.update',
      ...{ name: label ?? row.label, actor, at: now },
      data: { uuid: id, ...(revoked === undefined ? {} : { is_active: !revoked }) },
    });
    return true;
  },
};

/** Deletes an access token and, with it, the refresh tokens it got. Says whether there was one. */
export const deleteAccessToken: Command<
  HubTables,
  {
    readonly accountId: number;
    readonly id: string;
    readonly actor: AuditActor;
    readonly now: number;
  },
  boolean
> = {
  name: 'hub.delete-access-token',
  async execute(transaction, { accountId, id, actor, now }) {
    const deleted = await transaction
      .deleteFrom('hub_access_tokens')
      .where('id', '=', id)
      .where('account_id', '=', accountId)
      .returning('label')
      .executeTakeFirst();
    if (!deleted) return false;
    await recordAudit(transaction, {
      namespaceId: accountId,
      action: 'account.access_token.delete',
      ...{ name: deleted.label, actor, data: { uuid: id }, at: now },
    });
    return true;
  },
};
