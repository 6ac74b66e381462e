import { randomUUID } from 'node:crypto';
import { appendToOutbox, type OutboxTables } from '@slipway/database';
import type { Transaction } from 'kysely';
import type { AuditEvent } from '../audit/record-audit.ts';
import { type WebhookEvent, webhookEventName, webhookEventTopic } from './webhook-event.ts';
import type { WebhookTables } from './webhook-tables.ts';

/**
 * Leaves what was done for webhooks, in its own transaction, where there is one that may want it: a
 * push to a repository without webhooks costs one look into an index.
 */
export async function tellWebhooks(
  transaction: Transaction<WebhookTables & OutboxTables>,
  audited: AuditEvent,
): Promise<void> {
  const name = webhookEventName(audited.action);
  if (name === undefined) return;
  const repositoryId = audited.repositoryId ?? null;
  const { namespaceId, at } = audited;
  const found = await transaction
    .selectFrom('hub_webhooks')
    .select('id')
    .where('closed_at', 'is', null)
    .where((where) =>
      where.or([
        where('namespace_id', '=', namespaceId),
        ...(repositoryId === null ? [] : [where('repository_id', '=', repositoryId)]),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  if (!found) return;
  // A repository that moves away leaves its webhooks behind: they are its former owners'.
  const ends = name === 'repository.delete' || name === 'repository.transfer';
  if (ends && repositoryId !== null) {
    await transaction
      .updateTable('hub_webhooks')
      .set({ closed_at: at })
      .where('repository_id', '=', repositoryId)
      .where('closed_at', 'is', null)
      .execute();
  }
  const { actor } = audited;
  const event: WebhookEvent = {
    id: randomUUID(),
    name,
    at,
    actor: { id: actor.id, name: actor.name },
    namespaceId,
    repositoryId,
    repository: audited.name,
    data: audited.data ?? {},
  };
  await appendToOutbox(transaction, {
    topic: webhookEventTopic,
    key: audited.name,
    payload: event,
  });
}
