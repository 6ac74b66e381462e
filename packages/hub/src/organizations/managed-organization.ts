import { type OrganizationRole, organizationRoles } from '@slipway/api';
import type { Transaction } from 'kysely';
import type { Subject } from '../access/subject.ts';
import { subjectInTransaction } from '../access/subject-in-transaction.ts';
import { actorOf, type ChangeOrigin } from '../audit/change-origin.ts';
import type { AuditActor } from '../audit/record-audit.ts';
import type { HubTables } from '../tables.ts';
import { reach } from '../tokens/scopes.ts';
import { type Refusal, refuse } from './refusal.ts';

/** A change of an organization, as commands take it. */
export interface OrganizationChange {
  readonly origin: ChangeOrigin;
  /** The organization's name. */
  readonly organization: string;
}

/** An organization that a command may change. */
export interface ManagedOrganization {
  readonly kind: 'found';
  readonly id: number;
  readonly name: string;
  readonly subject: Subject;
  /** The subject's; null for an administrator of the hub who is no member. */
  readonly role: OrganizationRole | null;
  readonly actor: AuditActor;
}

/**
 * The organization where the subject is at least this, among the transaction's rows: how each command
 * that changes one begins.
 */
export async function managedOrganization(
  transaction: Transaction<HubTables>,
  { origin, organization }: OrganizationChange,
  needed: OrganizationRole,
): Promise<Refusal | ManagedOrganization> {
  const subject = await subjectInTransaction(transaction, origin.subject, origin.now);
  if (!subject || subject.reach < reach.account || subject.accountId === undefined) {
    return refuse('denied', 'your sign-in is no longer valid: sign in again');
  }
  const row = await transaction
    .selectFrom('hub_accounts')
    .select('id')
    .where('name', '=', organization)
    .where('kind', '=', 'organization')
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  if (!row) return unknownOrganization();
  const role = await roleIn(transaction, { organization: row.id, account: subject.accountId });
  if (!subject.administrator && !suffices(role, needed)) {
    return refuse('denied', `only ${roleInWords[needed]} ${organization} may do this`);
  }
  return {
    kind: 'found',
    id: row.id,
    name: organization,
    subject,
    role,
    actor: actorOf({ ...origin, subject }),
  };
}

export function unknownOrganization(): Refusal {
  return refuse('absent', 'there is no such organization');
}

/** What an account is in an organization. */
export async function roleIn(
  transaction: Transaction<HubTables>,
  key: { readonly organization: number; readonly account: number },
): Promise<OrganizationRole | null> {
  const row = await transaction
    .selectFrom('hub_organization_members')
    .select('role')
    .where('organization_id', '=', key.organization)
    .where('account_id', '=', key.account)
    .executeTakeFirst();
  return row?.role ?? null;
}

/** Whether somebody of this role may what another asks for. */
export function suffices(role: OrganizationRole | null, needed: OrganizationRole): boolean {
  return role !== null && organizationRoles.indexOf(role) >= organizationRoles.indexOf(needed);
}

const roleInWords: Record<OrganizationRole, string> = {
  member: 'members of',
  editor: 'editors and owners of',
  owner: 'owners of',
};
