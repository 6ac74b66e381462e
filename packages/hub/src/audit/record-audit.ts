import type { Transaction } from 'kysely';
import { auditFollowers } from './audit-followers.ts';
import type { AuditTables } from './audit-tables.ts';

/** Who did something, and from where. */
export interface AuditActor {
  /** null: nobody signed in, or the hub itself. */
  readonly id: number | null;
  readonly name: string;
  readonly address: string;
  /** The User-Agent, or what of the hub it was. */
  readonly client: string;
}

/** Something that was done. */
export interface AuditEvent {
  readonly namespaceId: number;
  readonly repositoryId?: number | null;
  /** As Docker Hub names them: `repo.tag.push`, `org.team.create`. */
  readonly action: string;
  /** What it was done to: `kirtan/my-app`, a team's or a member's name. */
  readonly name: string;
  readonly actor: AuditActor;
  /** What is particular to the action. Never a secret. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** Unix milliseconds. */
  readonly at: number;
}

/** The actor of what the hub does by itself. */
export const hubItself: AuditActor = { id: null, name: 'slipway', address: '', client: 'slipway' };

/** Notes it, in the transaction of the change itself: there is neither without the other. */
export async function recordAudit<Tables extends AuditTables>(
  transaction: Transaction<Tables>,
  event: AuditEvent,
): Promise<void> {
  const { actor } = event;
  await (transaction as unknown as Transaction<AuditTables>)
    .insertInto('hub_audit_events')
    .values({
      namespace_id: event.namespaceId,
      repository_id: event.repositoryId ?? null,
      action: event.action,
      name: event.name,
      actor_id: actor.id,
      actor_name: actor.name,
      data: JSON.stringify(event.data ?? {}),
      address: actor.address,
      client: actor.client.slice(0, 300),
      at: event.at,
    })
    .execute();
  for (const follow of auditFollowers) await follow(transaction, event);
}
