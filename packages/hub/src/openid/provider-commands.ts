import type { Command } from '@slipway/database';
import type { Transaction } from 'kysely';
import { subjectInTransaction } from '../access/subject-in-transaction.ts';
import { actorOf, type ChangeOrigin } from '../audit/change-origin.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { commandList } from '../command-list.ts';
import type { HubTables } from '../tables.ts';
import { syncTeams } from '../teams/managed-membership.ts';
import type { OpenidProviderRow } from './openid-tables.ts';

type Settings = Omit<OpenidProviderRow, 'id' | 'slug' | 'created_at' | 'updated_at'>;

interface ProviderChange {
  readonly origin: ChangeOrigin;
  readonly slug: string;
}

/** Adds a provider. */
export const addOpenidProvider: Command<
  HubTables,
  ProviderChange & { readonly settings: Settings },
  'added' | 'taken' | 'denied'
> = {
  name: 'hub.add-openid-provider',
  async execute(transaction, { origin, slug, settings }) {
    if (!(await isAdministrator(transaction, origin))) return 'denied';
    const { numInsertedOrUpdatedRows } = await transaction
      .insertInto('hub_openid_providers')
      .values({ ...settings, slug, created_at: origin.now, updated_at: origin.now })
      .onConflict((conflict) => conflict.column('slug').doNothing())
      .executeTakeFirstOrThrow();
    if (Number(numInsertedOrUpdatedRows) === 0) return 'taken';
    await note(transaction, origin, { action: 'create', slug });
    return 'added';
  },
};

/**
 * Changes a provider. With another issuer the identities of the former one stay as they are, and
 * sign in to nothing: a subject is somebody at one issuer only.
 */
export const updateOpenidProvider: Command<
  HubTables,
  ProviderChange & { readonly settings: Partial<Settings> },
  'updated' | 'unknown' | 'denied'
> = {
  name: 'hub.update-openid-provider',
  async execute(transaction, { origin, slug, settings }) {
    if (!(await isAdministrator(transaction, origin))) return 'denied';
    const { numUpdatedRows } = await transaction
      .updateTable('hub_openid_providers')
      .set({ ...settings, updated_at: origin.now })
      .where('slug', '=', slug)
      .executeTakeFirstOrThrow();
    if (Number(numUpdatedRows) === 0) return 'unknown';
    await note(transaction, origin, { action: 'update', slug });
    return 'updated';
  },
};

/** Removes a provider with its identities, and takes back the places in teams that it gave. */
export const removeOpenidProvider: Command<
  HubTables,
  ProviderChange,
  'removed' | 'unknown' | 'denied'
> = {
  name: 'hub.remove-openid-provider',
  async execute(transaction, { origin, slug }) {
    if (!(await isAdministrator(transaction, origin))) return 'denied';
    const provider = await transaction
      .selectFrom('hub_openid_providers')
      .select('id')
      .where('slug', '=', slug)
      .executeTakeFirst();
    if (!provider) return 'unknown';
    const given = await transaction
      .selectFrom('hub_openid_teams as given')
      .innerJoin('hub_accounts as account', 'account.id', 'given.account_id')
      .select(['account.id', 'account.name', 'given.team_id'])
      .where('given.provider_id', '=', provider.id)
      .execute();
    for (const { id, name, team_id } of given) {
      const change = { managed: [team_id], wanted: [], actor: actorOf(origin), now: origin.now };
      await syncTeams(transaction, { ...change, account: { id, name } });
    }
    await transaction.deleteFrom('hub_openid_providers').where('id', '=', provider.id).execute();
    await note(transaction, origin, { action: 'delete', slug });
    return 'removed';
  },
};

async function isAdministrator(
  transaction: Transaction<HubTables>,
  { subject, now }: ChangeOrigin,
): Promise<boolean> {
  return (await subjectInTransaction(transaction, subject, now))?.administrator === true;
}

async function note(
  transaction: Transaction<HubTables>,
  origin: ChangeOrigin,
  { action, slug }: { readonly action: string; readonly slug: string },
): Promise<void> {
  await recordAudit(transaction, {
    namespaceId: origin.subject.accountId ?? 0,
    ...{ action: `hub.openid_provider.${action}`, name: slug },
    ...{ actor: actorOf(origin), at: origin.now },
  });
}

export const openidProviderCommands = commandList(
  addOpenidProvider,
  updateOpenidProvider,
  removeOpenidProvider,
);
