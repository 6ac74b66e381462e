import type { Command } from '@slipway/database';
import type { Transaction } from 'kysely';
import { subjectInTransaction } from '../access/subject-in-transaction.ts';
import type { ProfileRow } from '../accounts/account-tables.ts';
import { actorOf, type ChangeOrigin } from '../audit/change-origin.ts';
import { recordAudit } from '../audit/record-audit.ts';
import type { HubTables, Visibility } from '../tables.ts';
import { reach } from '../tokens/scopes.ts';
import { managedOrganization, type OrganizationChange } from './managed-organization.ts';
import type { OrganizationRow } from './organization-tables.ts';
import { type Refusal, refuse } from './refusal.ts';

/** What an organization says of itself. */
export type OrganizationProfile = Omit<ProfileRow, 'account_id' | 'avatar_tag'>;

export interface CreateOrganization {
  readonly origin: ChangeOrigin;
  /** Checked before. */
  readonly name: string;
  readonly profile: OrganizationProfile;
  readonly defaultVisibility: Visibility | null;
  /** Who is to be the first owner instead of whoever asks. */
  readonly owner: string | undefined;
  /** Whether the hub leaves it to its administrators. */
  readonly administratorsOnly: boolean;
}

/** Makes an organization with its first owner. */
export const createOrganization: Command<
  HubTables,
  CreateOrganization,
  Refusal | { kind: 'created'; id: number; owner: number }
> = {
  name: 'hub.create-organization',
  async execute(transaction, input) {
    const { origin, name, owner } = input;
    const subject = await subjectInTransaction(transaction, origin.subject, origin.now);
    if (!subject || subject.accountId === undefined || subject.reach < reach.account) {
      return refuse('denied', 'your sign-in is no longer valid: sign in again');
    }
    if (input.administratorsOnly && !subject.administrator) {
      return refuse('denied', 'on this hub only administrators make organizations: ask one');
    }
    if (owner !== undefined && owner !== subject.name && !subject.administrator) {
      return refuse('denied', 'only administrators make organizations for others', 'owner');
    }
    const first =
      owner === undefined ? subject.accountId : await personalAccount(transaction, owner);
    if (first === undefined) return refuse('invalid', `there is no account ${owner}`, 'owner');
    const rests = await transaction
      .selectFrom('hub_reserved_names')
      .select('name')
      .where('name', '=', name)
      .where('until', '>', origin.now)
      .executeTakeFirst();
    if (rests) return refuse('conflict', `the name ${name} is taken`, 'orgname');
    const row = await transaction
      .insertInto('hub_accounts')
      .values({
        name,
        kind: 'organization',
        password_hash: null,
        password_generation: 0,
        is_administrator: 0,
        default_visibility: input.defaultVisibility,
        created_at: origin.now,
        closed_at: null,
      })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!row) return refuse('conflict', `the name ${name} is taken`, 'orgname');
    const { id } = row;
    await writeProfile(transaction, id, input.profile);
    await transaction
      .insertInto('hub_organization_members')
      .values({ organization_id: id, account_id: first, role: 'owner', created_at: origin.now })
      .execute();
    await recordAudit(transaction, {
      namespaceId: id,
      action: 'org.create',
      name,
      actor: actorOf({ ...origin, subject }),
      data: { owner: owner ?? subject.name },
      at: origin.now,
    });
    return { kind: 'created', id, owner: first };
  },
};

/** The open personal account of a name. */
export async function personalAccount(
  transaction: Transaction<HubTables>,
  name: string,
): Promise<number | undefined> {
  const row = await transaction
    .selectFrom('hub_accounts')
    .select('id')
    .where('name', '=', name.toLowerCase())
    .where('kind', '=', 'personal')
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  return row?.id;
}

export interface UpdateOrganization extends OrganizationChange {
  readonly profile: Partial<OrganizationProfile>;
  readonly defaultVisibility?: Visibility | null;
}

/** Changes what an organization says of itself, and the visibility of what is pushed to it anew. */
export const updateOrganization: Command<
  HubTables,
  UpdateOrganization,
  Refusal | { kind: 'updated' }
> = {
  name: 'hub.update-organization',
  async execute(transaction, input) {
    const found = await managedOrganization(transaction, input, 'owner');
    if (found.kind === 'refused') return found;
    await writeProfile(transaction, found.id, input.profile);
    if (input.defaultVisibility !== undefined) {
      await transaction
        .updateTable('hub_accounts')
        .set({ default_visibility: input.defaultVisibility })
        .where('id', '=', found.id)
        .execute();
    }
    const changed = [
      ...Object.keys(input.profile),
      ...(input.defaultVisibility === undefined ? [] : ['default_visibility']),
    ];
    await recordAudit(transaction, {
      namespaceId: found.id,
      action: 'org.update',
      name: found.name,
      actor: found.actor,
      data: { changed: changed.join(', ') },
      at: input.origin.now,
    });
    return { kind: 'updated' };
  },
};

export interface SetOrganizationSettings extends OrganizationChange {
  /** JSON in Docker Hub's shape. */
  readonly settings: Partial<Pick<OrganizationRow, 'restricted_images' | 'registry_access'>>;
}

/** Keeps the settings that Docker Desktop asks for. */
export const setOrganizationSettings: Command<
  HubTables,
  SetOrganizationSettings,
  Refusal | { kind: 'updated' }
> = {
  name: 'hub.set-organization-settings',
  async execute(transaction, input) {
    const found = await managedOrganization(transaction, input, 'owner');
    if (found.kind === 'refused') return found;
    const settings = input.settings;
    await transaction
      .insertInto('hub_organizations')
      .values({ ...unset, ...settings, organization_id: found.id })
      .onConflict((conflict) => conflict.column('organization_id').doUpdateSet(settings))
      .execute();
    await recordAudit(transaction, {
      namespaceId: found.id,
      action:
        input.settings.registry_access === undefined
          ? 'org.settings.update'
          : 'org.registry_access.update',
      name: found.name,
      actor: found.actor,
      data: input.settings,
      at: input.origin.now,
    });
    return { kind: 'updated' };
  },
};

const unset = { restricted_images: null, registry_access: null } as const;

async function writeProfile(
  transaction: Transaction<HubTables>,
  id: number,
  change: Partial<OrganizationProfile>,
): Promise<void> {
  const blank = { full_name: '', bio: '', company: '', location: '', website: '' };
  await transaction
    .insertInto('hub_profiles')
    .values({ ...blank, ...change, avatar_tag: null, account_id: id })
    .onConflict((conflict) =>
      conflict.column('account_id').doUpdateSet({ ...change, account_id: id }),
    )
    .execute();
}

/**
 * Deletes an organization that has no repositories: nobody belongs to it any more, its tokens are
 * void, and its name stays taken so that nobody can pass for it.
 */
export const deleteOrganization: Command<
  HubTables,
  OrganizationChange,
  Refusal | { kind: 'deleted'; id: number; members: readonly number[]; tokens: readonly string[] }
> = {
  name: 'hub.delete-organization',
  async execute(transaction, input) {
    const found = await managedOrganization(transaction, input, 'owner');
    if (found.kind === 'refused') return found;
    const { id, name } = found;
    const repository = await transaction
      .selectFrom('hub_repositories')
      .select('id')
      .where('namespace_id', '=', id)
      .limit(1)
      .executeTakeFirst();
    if (repository) {
      return refuse('conflict', `${name} still has repositories: delete or transfer them first`);
    }
    const members = await transaction
      .deleteFrom('hub_organization_members')
      .where('organization_id', '=', id)
      .returning('account_id')
      .execute();
    await transaction.deleteFrom('hub_teams').where('organization_id', '=', id).execute();
    await transaction.deleteFrom('hub_invites').where('organization_id', '=', id).execute();
    await transaction.deleteFrom('hub_refresh_tokens').where('account_id', '=', id).execute();
    const tokens = await transaction
      .deleteFrom('hub_access_tokens')
      .where('account_id', '=', id)
      .returning('id')
      .execute();
    await transaction
      .updateTable('hub_accounts')
      .set({ closed_at: input.origin.now })
      .where('id', '=', id)
      .execute();
    await recordAudit(transaction, {
      namespaceId: id,
      action: 'org.delete',
      name,
      actor: found.actor,
      at: input.origin.now,
    });
    return {
      kind: 'deleted',
      id,
      members: members.map(({ account_id }) => account_id),
      tokens: tokens.map((token) => token.id),
    };
  },
};
