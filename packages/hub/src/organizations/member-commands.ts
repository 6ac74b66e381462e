import type { OrganizationRole } from '@slipway/api';
import type { Command } from '@slipway/database';
import type { Transaction } from 'kysely';
import { type AuditActor, recordAudit } from '../audit/record-audit.ts';
import type { HubTables } from '../tables.ts';
import {
  managedOrganization,
  type OrganizationChange,
  roleIn,
  suffices,
} from './managed-organization.ts';
import { personalAccount } from './organization-commands.ts';
import { type Refusal, refuse } from './refusal.ts';

/** A change of one member. */
export interface MemberChange extends OrganizationChange {
  /** The member's user name. */
  readonly member: string;
}

/** Whose membership a command changed. */
export interface ChangedMember {
  readonly kind: 'changed';
  readonly organization: number;
  readonly account: number;
}

/** Makes an account a member without asking it; administrators of the hub alone. */
export const addMember: Command<
  HubTables,
  MemberChange & { readonly role: OrganizationRole },
  Refusal | ChangedMember
> = {
  name: 'hub.add-organization-member',
  async execute(transaction, input) {
    const found = await managedOrganization(transaction, input, 'owner');
    if (found.kind === 'refused') return found;
    if (!found.subject.administrator) {
      return refuse('denied', 'only administrators of the hub add members: invite them instead');
    }
    const account = await personalAccount(transaction, input.member);
    if (account === undefined) return unknownMember(`there is no account ${input.member}`);
    if ((await roleIn(transaction, { organization: found.id, account })) !== null) {
      return refuse('conflict', `${input.member} is a member already`, 'member');
    }
    await insertMember(transaction, {
      organization: { id: found.id, name: found.name },
      account: { id: account, name: input.member.toLowerCase() },
      role: input.role,
      actor: found.actor,
      now: input.origin.now,
    });
    return { kind: 'changed', organization: found.id, account };
  },
};

/** Adds a member; the caller has seen in the same transaction that he is none. */
export async function insertMember(
  transaction: Transaction<HubTables>,
  membership: {
    readonly organization: { readonly id: number; readonly name: string };
    readonly account: { readonly id: number; readonly name: string };
    readonly role: OrganizationRole;
    readonly actor: AuditActor;
    readonly now: number;
  },
): Promise<void> {
  const { organization, account, role, now } = membership;
  await transaction
    .insertInto('hub_organization_members')
    .values({ organization_id: organization.id, account_id: account.id, role, created_at: now })
    .execute();
  await recordAudit(transaction, {
    namespaceId: organization.id,
    action: 'org.member.add',
    name: account.name,
    actor: membership.actor,
    data: { role },
    at: now,
  });
}

/** Changes a member's role. The last owner stays one. */
export const updateMember: Command<
  HubTables,
  MemberChange & { readonly role: OrganizationRole },
  Refusal | ChangedMember
> = {
  name: 'hub.update-organization-member',
  async execute(transaction, input) {
    const found = await managedOrganization(transaction, input, 'owner');
    if (found.kind === 'refused') return found;
    const member = await memberNamed(transaction, found.id, input.member);
    if (!member) return unknownMember(`${input.member} is no member of ${found.name}`);
    const changed: ChangedMember = {
      kind: 'changed',
      organization: found.id,
      account: member.account_id,
    };
    if (member.role === input.role) return changed;
    if (member.role === 'owner' && !(await hasOtherOwner(transaction, found.id, member))) {
      return lastOwner(found.name);
    }
    await transaction
      .updateTable('hub_organization_members')
      .set({ role: input.role })
      .where('organization_id', '=', found.id)
      .where('account_id', '=', member.account_id)
      .execute();
    await recordAudit(transaction, {
      namespaceId: found.id,
      action: 'org.member.role.change',
      name: input.member,
      actor: found.actor,
      data: { role: input.role, previous: member.role },
      at: input.origin.now,
    });
    return changed;
  },
};

/** Removes a member from an organization and its teams: an owner anybody, everybody himself. */
export const removeMember: Command<HubTables, MemberChange, Refusal | ChangedMember> = {
  name: 'hub.remove-organization-member',
  async execute(transaction, input) {
    const found = await managedOrganization(transaction, input, 'member');
    if (found.kind === 'refused') return found;
    const { subject, role } = found;
    const leaves = input.member === subject.name;
    if (!leaves && !subject.administrator && !suffices(role, 'owner')) {
      return refuse('denied', `only owners of ${found.name} remove others`);
    }
    const member = await memberNamed(transaction, found.id, input.member);
    if (!member) return unknownMember(`${input.member} is no member of ${found.name}`);
    if (member.role === 'owner' && !(await hasOtherOwner(transaction, found.id, member))) {
      return lastOwner(found.name);
    }
    const account = member.account_id;
    await dropMember(transaction, { organization: found.id, account });
    await recordAudit(transaction, {
      namespaceId: found.id,
      action: 'org.member.remove',
      name: input.member,
      actor: found.actor,
      data: { role: member.role, ...(leaves ? { left: true } : {}) },
      at: input.origin.now,
    });
    return { kind: 'changed', organization: found.id, account };
  },
};

/** Takes somebody out of an organization and its teams. */
async function dropMember(
  transaction: Transaction<HubTables>,
  key: { readonly organization: number; readonly account: number },
): Promise<void> {
  await transaction
    .deleteFrom('hub_team_members')
    .where('account_id', '=', key.account)
    .where('team_id', 'in', (query) =>
      query.selectFrom('hub_teams').select('id').where('organization_id', '=', key.organization),
    )
    .execute();
  await transaction
    .deleteFrom('hub_organization_members')
    .where('organization_id', '=', key.organization)
    .where('account_id', '=', key.account)
    .execute();
}

/** A member by user name. */
export async function memberNamed(
  transaction: Transaction<HubTables>,
  organization: number,
  name: string,
): Promise<{ account_id: number; role: OrganizationRole } | undefined> {
  return transaction
    .selectFrom('hub_organization_members as member')
    .innerJoin('hub_accounts as account', 'account.id', 'member.account_id')
    .select(['member.account_id', 'member.role'])
    .where('member.organization_id', '=', organization)
    .where('account.name', '=', name)
    .executeTakeFirst();
}

async function hasOtherOwner(
  transaction: Transaction<HubTables>,
  organization: number,
  { account_id }: { readonly account_id: number },
): Promise<boolean> {
  const other = await transaction
    .selectFrom('hub_organization_members as member')
    .innerJoin('hub_accounts as account', 'account.id', 'member.account_id')
    .select('member.account_id')
    .where('member.organization_id', '=', organization)
    .where('member.role', '=', 'owner')
    .where('member.account_id', '!=', account_id)
    // Who is closed cannot make another owner.
    .where('account.closed_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}

function unknownMember(message: string): Refusal {
  return refuse('absent', message);
}

function lastOwner(organization: string): Refusal {
  return refuse(
    'conflict',
    `this is the last owner of ${organization}: make somebody else an owner first`,
  );
}
