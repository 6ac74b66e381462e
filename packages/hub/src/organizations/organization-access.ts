import type { OrganizationRole } from '@slipway/api';
import type { Subject } from '../access/subject.ts';
import { ProblemError } from '../api/problem-error.ts';
import type { HubServices } from '../hub-services.ts';
import { reach } from '../tokens/scopes.ts';
import { suffices } from './managed-organization.ts';

/** An organization, and what the caller is in it. */
export interface SeenOrganization {
  readonly id: number;
  readonly name: string;
  readonly role: OrganizationRole | null;
  /** Whether the caller knows its members and teams. */
  readonly inside: boolean;
  /** Whether the caller changes it, and knows members' addresses. */
  readonly owns: boolean;
}

/** The open organization of a name; 404 without one. */
export async function seenOrganization(
  services: HubServices,
  subject: Subject,
  name: string,
): Promise<SeenOrganization> {
  const row = await services.database.query
    .selectFrom('hub_accounts as organization')
    .leftJoin('hub_organization_members as member', (join) =>
      join
        .onRef('member.organization_id', '=', 'organization.id')
        .on('member.account_id', '=', subject.accountId ?? 0),
    )
    .select(['organization.id', 'organization.name', 'member.role'])
    .where('organization.name', '=', name)
    .where('organization.kind', '=', 'organization')
    .where('organization.closed_at', 'is', null)
    .executeTakeFirst();
  if (!row) throw new ProblemError(404, 'there is no such organization');
  const { id, role } = row;
  // A token that reaches less than its account's repositories tells nothing of its organizations.
  const knows = subject.reach >= reach.read && subject.only === undefined;
  return {
    id,
    name: row.name,
    role,
    inside: knows && (subject.administrator || role !== null),
    owns: subject.reach >= reach.account && (subject.administrator || suffices(role, 'owner')),
  };
}
