import type { Kysely, Selectable } from 'kysely';
import { judge, situation } from '../access/policy.ts';
import type { HubRequest } from '../api/hub-request.ts';
import { ProblemError } from '../api/problem-error.ts';
import { pathName, unknownRepository } from '../api/repository-path.ts';
import type { HubServices } from '../hub-services.ts';
import type { RepositoryRefusal } from '../repositories/administered.ts';
import type { HubTables } from '../tables.ts';
import type { WebhookScope } from './webhook-scope.ts';
import type { WebhookDeliveryRow, WebhookRow } from './webhook-tables.ts';

/** Whose webhooks a request is about. */
export interface FoundScope {
  readonly scope: WebhookScope;
  readonly namespaceId: number;
  /** null: the namespace itself. */
  readonly repositoryId: number | null;
  /** `kirtan/my-app` or `kirtan`. */
  readonly name: string;
}

/** The scope of the path, where the caller may manage its webhooks. Throws ProblemError. */
export async function scopeOf(
  services: HubServices,
  request: HubRequest,
  kind: WebhookScope['kind'],
): Promise<FoundScope> {
  if (kind === 'namespace') return await namespaceScope(services, request.param('namespace'));
  const path = pathName(request);
  const found = await situation(services.live, request.subject, path);
  const verdict = judge(request.subject, found, 'administer');
  if (verdict.kind === 'denied') throw new ProblemError(403, verdict.message);
  const { namespace } = found.place;
  if (verdict.kind === 'hidden' || !verdict.repository || !namespace) throw unknownRepository();
  const { id, name, canonicalName } = verdict.repository;
  return {
    scope: { kind: 'repository', path },
    namespaceId: namespace.id,
    repositoryId: id,
    name: canonicalName ?? name,
  };
}

/** Who may is decided by the route's access already. */
async function namespaceScope({ database }: HubServices, name: string): Promise<FoundScope> {
  const account = await database.query
    .selectFrom('hub_accounts')
    .select('id')
    .where('name', '=', name)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  if (!account) throw new ProblemError(404, `there is no namespace ${name}`);
  return {
    scope: { kind: 'namespace', name },
    namespaceId: account.id,
    repositoryId: null,
    name,
  };
}

/** The webhooks of a scope. */
export function webhooksOf(query: Kysely<HubTables>, found: FoundScope) {
  const { namespaceId, repositoryId } = found;
  return query
    .selectFrom('hub_webhooks')
    .where('closed_at', 'is', null)
    .$if(repositoryId === null, (narrowed) =>
      narrowed.where('namespace_id', '=', namespaceId).where('repository_id', 'is', null),
    )
    .$if(repositoryId !== null, (narrowed) => narrowed.where('repository_id', '=', repositoryId));
}

/** The webhook of the path. Throws ProblemError 404. */
export async function webhookOf(
  { database }: HubServices,
  request: HubRequest,
  found: FoundScope,
): Promise<Selectable<WebhookRow>> {
  const text = request.param('webhook_id');
  const row = /^\d{1,15}$/.test(text)
    ? await webhooksOf(database.query, found)
        .selectAll()
        .where('id', '=', Number(text))
        .executeTakeFirst()
    : undefined;
  if (!row) throw unknownWebhook();
  return row;
}

/** The delivery of the path, of this webhook. Throws ProblemError 404. */
export async function deliveryOf(
  { database }: HubServices,
  request: HubRequest,
  webhook: Pick<Selectable<WebhookRow>, 'id'>,
): Promise<Selectable<WebhookDeliveryRow>> {
  const row = await database.query
    .selectFrom('hub_webhook_deliveries')
    .selectAll()
    .where('id', '=', request.param('delivery_id'))
    .where('webhook_id', '=', webhook.id)
    .executeTakeFirst();
  if (!row) throw new ProblemError(404, 'there is no such delivery (any more)');
  return row;
}

export function unknownWebhook(): ProblemError {
  return new ProblemError(404, 'there is no such webhook (any more)');
}

/** What a command's refusal is as an answer. */
export function refusalOf(refused: RepositoryRefusal | { readonly kind: 'absent' }): ProblemError {
  if (refused.kind === 'absent') return unknownWebhook();
  return refused.kind === 'unknown' ? unknownRepository() : new ProblemError(403, refused.message);
}
