import type { Command } from '@slipway/database';
import type { Transaction } from 'kysely';
import { recordAudit } from '../audit/record-audit.ts';
import {
  type ManagedOrganization,
  managedOrganization,
  type OrganizationChange,
  suffices,
} from '../organizations/managed-organization.ts';
import { memberNamed } from '../organizations/member-commands.ts';
import { type Refusal, refuse } from '../organizations/refusal.ts';
import type { HubTables } from '../tables.ts';

/** The team that an organization's owners are on Docker Hub: here a role, and no team's name. */
const ownersName = 'owners';

export interface CreateTeam extends OrganizationChange {
  readonly name: string;
  readonly description: string;
}

/** Makes a team with nobody in it. */
export const createTeam: Command<HubTables, CreateTeam, Refusal | { kind: 'created'; id: number }> =
  {
    name: 'hub.create-team',
    async execute(transaction, input) {
      const found = await managedOrganization(transaction, input, 'owner');
      if (found.kind === 'refused') return found;
      if (input.name.toLowerCase() === ownersName) return reserved();
      const row = await transaction
        .insertInto('hub_teams')
        .values({
          organization_id: found.id,
          name: input.name,
          description: input.description,
          created_at: input.origin.now,
        })
        .onConflict((conflict) => conflict.columns(['organization_id', 'name']).doNothing())
        .returning('id')
        .executeTakeFirst();
      if (!row) return taken(input.name);
      await note(transaction, found, {
        action: 'org.team.create',
        name: input.name,
        at: input.origin.now,
      });
      return { kind: 'created', id: row.id };
    },
  };

export interface TeamChange extends OrganizationChange {
  readonly team: string;
}

export interface UpdateTeam extends TeamChange {
  readonly name?: string;
  readonly description?: string;
}

/** Renames or describes a team. */
export const updateTeam: Command<HubTables, UpdateTeam, Refusal | { kind: 'updated'; id: number }> =
  {
    name: 'hub.update-team',
    async execute(transaction, input) {
      const found = await managedOrganization(transaction, input, 'owner');
      if (found.kind === 'refused') return found;
      const team = await teamNamed(transaction, found.id, input.team);
      if (!team) return unknownTeam(input.team);
      const { id } = team;
      const name = input.name ?? team.name;
      if (name.toLowerCase() === ownersName) return reserved();
      if (name !== team.name && (await teamNamed(transaction, found.id, name))) return taken(name);
      const description = input.description ?? team.description;
      await transaction
        .updateTable('hub_teams')
        .set({ name, description })
        .where('id', '=', id)
        .execute();
      await note(transaction, found, {
        action: 'org.team.update',
        name,
        data: name === team.name ? {} : { previous: team.name },
        at: input.origin.now,
      });
      return { kind: 'updated', id };
    },
  };

/** Deletes a team, and with it what it gave its members. */
export const deleteTeam: Command<
  HubTables,
  TeamChange,
  Refusal | { kind: 'deleted'; id: number; members: readonly number[] }
> = {
  name: 'hub.delete-team',
  async execute(transaction, input) {
    const found = await managedOrganization(transaction, input, 'owner');
    if (found.kind === 'refused') return found;
    const team = await teamNamed(transaction, found.id, input.team);
    if (!team) return unknownTeam(input.team);
    const members = await transaction
      .deleteFrom('hub_team_members')
      .where('team_id', '=', team.id)
      .returning('account_id')
      .execute();
    await transaction.deleteFrom('hub_teams').where('id', '=', team.id).execute();
    await note(transaction, found, {
      action: 'org.team.delete',
      name: team.name,
      at: input.origin.now,
    });
    return {
      kind: 'deleted',
      id: team.id,
      members: members.map(({ account_id }) => account_id),
    };
  },
};

export interface TeamMemberChange extends TeamChange {
  /** A user name. */
  readonly member: string;
}

/** Whose membership of a team a command changed. */
export interface ChangedTeamMember {
  readonly kind: 'changed';
  readonly team: number;
  readonly account: number;
}

/** Puts a member of the organization into a team; one who is there stays. */
export const addTeamMember: Command<HubTables, TeamMemberChange, Refusal | ChangedTeamMember> = {
  name: 'hub.add-team-member',
  async execute(transaction, input) {
    const found = await managedOrganization(transaction, input, 'owner');
    if (found.kind === 'refused') return found;
    const team = await teamNamed(transaction, found.id, input.team);
    if (!team) return unknownTeam(input.team);
    const member = await memberNamed(transaction, found.id, input.member);
    if (!member) {
      return refuse(
        'absent',
        `${input.member} is no member of ${found.name}: invite him first`,
        'member',
      );
    }
    const account = member.account_id;
    const added = await transaction
      .insertInto('hub_team_members')
      .values({ team_id: team.id, account_id: account, created_at: input.origin.now })
      .onConflict((conflict) => conflict.columns(['team_id', 'account_id']).doNothing())
      .returning('account_id')
      .executeTakeFirst();
    if (added) {
      await note(transaction, found, {
        action: 'org.team.member.add',
        name: input.member,
        data: { team: team.name },
        at: input.origin.now,
      });
    }
    return { kind: 'changed', team: team.id, account };
  },
};

/** Takes a member out of a team: an owner anybody, everybody himself. */
export const removeTeamMember: Command<HubTables, TeamMemberChange, Refusal | ChangedTeamMember> = {
  name: 'hub.remove-team-member',
  async execute(transaction, input) {
    const found = await managedOrganization(transaction, input, 'member');
    if (found.kind === 'refused') return found;
    const { subject, role } = found;
    const leaves = input.member === subject.name;
    if (!leaves && !subject.administrator && !suffices(role, 'owner')) {
      return refuse('denied', `only owners of ${found.name} remove others`);
    }
    const team = await teamNamed(transaction, found.id, input.team);
    if (!team) return unknownTeam(input.team);
    const row = await transaction
      .deleteFrom('hub_team_members')
      .where('team_id', '=', team.id)
      .where('account_id', 'in', (query) =>
        query.selectFrom('hub_accounts').select('id').where('name', '=', input.member),
      )
      .returning('account_id')
      .executeTakeFirst();
    if (!row) return refuse('absent', `${input.member} is not in the team ${team.name}`);
    await note(transaction, found, {
      action: 'org.team.member.remove',
      name: input.member,
      data: { team: team.name, ...(leaves ? { left: true } : {}) },
      at: input.origin.now,
    });
    return { kind: 'changed', team: team.id, account: row.account_id };
  },
};

/** A team by name. */
export async function teamNamed(
  transaction: Transaction<HubTables>,
  organization: number,
  name: string,
): Promise<{ id: number; name: string; description: string } | undefined> {
  return transaction
    .selectFrom('hub_teams')
    .select(['id', 'name', 'description'])
    .where('organization_id', '=', organization)
    .where('name', '=', name)
    .executeTakeFirst();
}

async function note(
  transaction: Transaction<HubTables>,
  { id, actor }: ManagedOrganization,
  event: {
    readonly action: string;
    readonly name: string;
    readonly data?: Readonly<Record<string, unknown>>;
    readonly at: number;
  },
): Promise<void> {
  await recordAudit(transaction, { ...event, namespaceId: id, actor });
}

export function unknownTeam(name: string): Refusal {
  return refuse('absent', `there is no team ${name}`);
}

function reserved(): Refusal {
  return refuse('invalid', '"owners" is a role of members, and cannot be a team\'s name', 'name');
}

function taken(name: string): Refusal {
  return refuse('conflict', `there is a team ${name} already`, 'name');
}
