import type { Command } from '@slipway/database';
import type { RegistryTables } from '@slipway/registry';
import type { Kysely, Transaction } from 'kysely';
import { standingInTransaction } from '../access/grants.ts';
import { mayCreate } from '../access/policy.ts';
import type { Subject } from '../access/subject.ts';
import { subjectInTransaction } from '../access/subject-in-transaction.ts';
import { type AuditActor, recordAudit } from '../audit/record-audit.ts';
import type { QuotaLimits } from '../quotas/quota-limits.ts';
import { removeRepository } from '../repositories/delete-repository.ts';
import { namespaceInTransaction } from '../repositories/repository-rows.ts';
import { transferProblem, transferRepository } from '../repositories/transfer-repository.ts';
import type { HubTables } from '../tables.ts';

export interface DeleteAccount {
  readonly subject: Subject;
  /** The organization that gets the repositories; undefined: they are deleted. */
  readonly transferTo: string | undefined;
  readonly actor: AuditActor;
  readonly now: number;
  /** For how long nobody can have the name. */
  readonly reservedSeconds: number;
  readonly quotas: QuotaLimits;
}

/**
 * Deletes an account for good, with all that hangs on it. Repositories go with it, or to an organization
 * where it makes repositories.
 */
export const deleteAccount: Command<
  HubTables & RegistryTables,
  DeleteAccount,
  | { kind: 'deleted'; names: readonly string[] }
  | { kind: 'stale' }
  | { kind: 'blocked'; message: string }
  | { kind: 'no-target'; message: string }
> = {
  name: 'hub.delete-account',
  async execute(wide, input) {
    const transaction = wide as unknown as Transaction<HubTables>;
    const { actor, now } = input;
    const subject = await subjectInTransaction(transaction, input.subject, now);
    if (!subject || subject.accountId === undefined) return { kind: 'stale' };
    const { accountId, name } = { accountId: subject.accountId, name: subject.name };
    const blocked = await deletionBlock(transaction, subject);
    if (blocked !== undefined) return { kind: 'blocked', message: blocked };
    const repositories = await transaction
      .selectFrom('hub_repositories')
      .select(['id', 'path', 'name'])
      .where('namespace_id', '=', accountId)
      .orderBy('path')
      .execute();
    const names = repositories.map(({ path }) => path);
    if (input.transferTo !== undefined) {
      const problem = await moveAll(transaction, { ...input, subject }, repositories);
      if (problem !== undefined) return { kind: 'no-target', message: problem };
    } else {
      for (const { id, path } of repositories) {
        const gone = await removeRepository(wide, {
          ...{ id, path, namespaceId: accountId, actor, now },
          quarantineSeconds: input.reservedSeconds,
        });
        names.push(...gone);
      }
    }
    // Before the row: followers may look at it still.
    await recordAudit(transaction, {
      ...{ namespaceId: accountId, action: 'account.delete', name, actor, at: now },
      data: { repositories: repositories.length, transfer_to: input.transferTo ?? null },
    });
    await removeRows(transaction, accountId);
    const until = now + input.reservedSeconds * 1000;
    await transaction.deleteFrom('hub_reserved_names').where('until', '<=', now).execute();
    await transaction.insertInto('hub_reserved_names').values({ name, until }).execute();
    return { kind: 'deleted', names };
  },
};

/** Why an account cannot be deleted yet, and what to do; undefined where it can. */
export async function deletionBlock(
  query: Kysely<HubTables>,
  { accountId = 0 }: Subject,
): Promise<string | undefined> {
  const owned = await lastOwnerOf(query, accountId);
  if (owned.length > 0) {
    return `you are the last owner of ${owned.join(', ')}: make somebody else an owner there, or delete it, first`;
  }
  const administrators = await query
    .selectFrom('hub_accounts')
    .select('id')
    .where('is_administrator', '=', 1)
    .where('closed_at', 'is', null)
    .limit(2)
    .execute();
  return administrators.length === 1 && administrators[0]?.id === accountId
    ? 'you are the last administrator of this hub: make another one first'
    : undefined;
}

/** The open organizations that would be left without an owner. */
export async function lastOwnerOf(query: Kysely<HubTables>, accountId: number): Promise<string[]> {
  const rows = await query
    .selectFrom('hub_organization_members as own')
    .innerJoin('hub_accounts as organization', 'organization.id', 'own.organization_id')
    .select('organization.name')
    .where('own.account_id', '=', accountId)
    .where('own.role', '=', 'owner')
    .where('organization.closed_at', 'is', null)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('hub_organization_members as other')
            .innerJoin('hub_accounts as person', 'person.id', 'other.account_id')
            .select('other.account_id')
            .whereRef('other.organization_id', '=', 'own.organization_id')
            .where('other.account_id', '!=', accountId)
            .where('other.role', '=', 'owner')
            .where('person.closed_at', 'is', null),
        ),
      ),
    )
    .orderBy('organization.name')
    .execute();
  return rows.map((row) => row.name);
}

async function moveAll(
  transaction: Transaction<HubTables>,
  input: DeleteAccount,
  repositories: readonly { readonly id: number; readonly path: string; readonly name: string }[],
): Promise<string | undefined> {
  const { subject, actor, now, quotas, transferTo = '' } = input;
  const namespace = await namespaceInTransaction(transaction, transferTo);
  const there = { namespace, repository: undefined };
  const standing = await standingInTransaction(transaction, subject, there);
  if (namespace?.kind !== 'organization' || !mayCreate(subject, standing)) {
    return `${transferTo} is no organization where you make repositories`;
  }
  for (const { id, path, name } of repositories) {
    const target = { path: `${transferTo}/${name}`, namespaceId: namespace.id };
    const move = { id, path, namespaceId: subject.accountId ?? 0, target, now };
    const problem = await transferProblem(transaction, move, quotas);
    // What was moved before is moved back: nothing of it is kept.
    if (problem !== undefined) throw new TransferRefusedError(`${path}: ${problem}`);
    await transferRepository(transaction, move, actor);
  }
  return undefined;
}

/** One of the repositories cannot move: the whole deletion is undone. */
class TransferRefusedError extends Error {
  override readonly name = 'TransferRefusedError';
}

/** The rest goes with the account's row. */
async function removeRows(transaction: Transaction<HubTables>, accountId: number): Promise<void> {
  for (const table of ['hub_refresh_tokens', 'hub_access_tokens'] as const) {
    await transaction.deleteFrom(table).where('account_id', '=', accountId).execute();
  }
  await transaction.deleteFrom('hub_accounts').where('id', '=', accountId).execute();
}
