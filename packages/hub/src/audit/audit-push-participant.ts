import type { ClientTrace } from '@slipway/registry';
import type { Transaction } from 'kysely';
import type { PushParticipant } from '../repositories/push-participant.ts';
import type { HubTables } from '../tables.ts';
import { type AuditActor, recordAudit } from './record-audit.ts';

/** Notes each tag that is pushed or deleted through the registry. */
export const auditPushParticipant: PushParticipant = {
  async pushed(transaction, event) {
    const place = await placeOf(transaction, event.repositoryId);
    if (!place) return;
    const actor = actorOf({ id: event.accountId, name: event.accountName }, event.client);
    for (const { name: tag, previous } of event.tags) {
      const { digest } = event;
      const data = { tag, digest, ...(previous === null ? {} : { previous }) };
      await recordAudit(transaction, {
        ...place,
        action: 'repo.tag.push',
        actor,
        data,
        at: event.at,
      });
    }
  },
  async deleted(transaction, event) {
    const place = await placeOf(transaction, event.repositoryId);
    if (!place) return;
    const { caller, digest } = event;
    const actor = actorOf({ id: caller.accountId ?? null, name: caller.name }, event.client);
    for (const tag of event.tags) {
      const data = { tag, digest };
      await recordAudit(transaction, {
        ...place,
        action: 'repo.tag.delete',
        actor,
        data,
        at: event.at,
      });
    }
    if (!event.manifest) return;
    const data = { digest };
    const action = 'repo.manifest.delete';
    await recordAudit(transaction, { ...place, action, actor, data, at: event.at });
  },
};

async function placeOf(transaction: Transaction<HubTables>, repositoryId: number) {
  const row = await transaction
    .selectFrom('hub_repositories')
    .select(['namespace_id', 'path'])
    .where('id', '=', repositoryId)
    .executeTakeFirst();
  return row && { namespaceId: row.namespace_id, repositoryId, name: row.path };
}

function actorOf(
  account: { readonly id: number | null; readonly name: string },
  client: ClientTrace | null | undefined,
): AuditActor {
  return { ...account, address: client?.address ?? '', client: client?.agent ?? '' };
}
