import { randomUUID } from 'node:crypto';
import {
  namespaceWebhookRoutes,
  webhookCallbackRoutes,
  webhookCallbackSchema,
  webhookRoutes,
} from '@slipway/api';
import type { Selectable } from 'kysely';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement, type RouteDefinition } from '../api/hub-router.ts';
import { pageAnswer, pageOfRows, pageQuery } from '../api/paging.ts';
import { ProblemError } from '../api/problem-error.ts';
import type { HubServices } from '../hub-services.ts';
import { askDelivery, recordCallback } from './delivery-commands.ts';
import { deliveryOf, type FoundScope, refusalOf, scopeOf, webhookOf } from './find-webhook.ts';
import { newDelivery } from './new-delivery.ts';
import { shownDelivery, shownDeliveryDetail } from './show-webhook.ts';
import type { WebhookEvent } from './webhook-event.ts';
import { changeOf } from './webhook-routes.ts';
import type { WebhookScope } from './webhook-scope.ts';
import type { WebhookRow } from './webhook-tables.ts';

/** The log of what was sent, and sending once more. */
export function deliveryRouteDefinitions(
  services: HubServices,
  kind: WebhookScope['kind'],
): RouteDefinition[] {
  const contracts = kind === 'repository' ? webhookRoutes : namespaceWebhookRoutes;
  const route = (work: (asked: Asked) => Promise<HubReply>) => async (request: HubRequest) => {
    const found = await scopeOf(services, request, kind);
    const webhook = await webhookOf(services, request, found);
    return await work({ services, request, found, webhook });
  };
  return [
    implement(contracts.deliveries, route(list)),
    implement(contracts.delivery, route(read)),
    implement(contracts.test, route(test)),
    implement(contracts.redeliver, route(redeliver)),
  ];
}

/** What receivers may tell in return; who has a delivery's token may, and nobody else. */
export function callbackRouteDefinitions({ database, clock }: HubServices): RouteDefinition[] {
  return [
    implement(webhookCallbackRoutes.callback, async (request) => {
      const asked = await request.json(webhookCallbackSchema);
      const callback = JSON.stringify({
        state: asked.state,
        description: asked.description ?? '',
        context: asked.context ?? '',
        target_url: asked.target_url ?? '',
        at: new Date(clock()).toISOString(),
      });
      const token = request.param('callback_token');
      const known = await database.run(recordCallback, { token, callback });
      if (!known) throw new ProblemError(404, 'there is no such delivery (any more)');
      return { status: 200, body: { state: asked.state } };
    }),
  ];
}

interface Asked {
  readonly services: HubServices;
  readonly request: HubRequest;
  readonly found: FoundScope;
  readonly webhook: Selectable<WebhookRow>;
}

async function list({ services, request, webhook }: Asked): Promise<HubReply> {
  const query = pageQuery(request);
  const all = services.database.query
    .selectFrom('hub_webhook_deliveries')
    .where('webhook_id', '=', webhook.id);
  const [rows, count] = await pageOfRows(
    query,
    all,
    all.selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc'),
  );
  const found = { count, results: rows.map(shownDelivery) };
  return { status: 200, body: pageAnswer(request, query, found) };
}

async function read({ services, request, webhook }: Asked): Promise<HubReply> {
  const row = await deliveryOf(services, request, webhook);
  const attempts = await services.database.query
    .selectFrom('hub_webhook_attempts')
    .selectAll()
    .where('delivery_id', '=', row.id)
    .orderBy('number')
    .execute();
  return { status: 200, body: shownDeliveryDetail(row, attempts) };
}

async function test(asked: Asked): Promise<HubReply> {
  return await send(asked, await sampleEvent(asked), 'test');
}

async function redeliver(asked: Asked): Promise<HubReply> {
  const row = await deliveryOf(asked.services, asked.request, asked.webhook);
  return await send(asked, JSON.parse(row.event) as WebhookEvent, 'redelivery');
}

async function send(
  { services, request, found, webhook }: Asked,
  event: WebhookEvent,
  cause: 'test' | 'redelivery',
): Promise<HubReply> {
  const delivery = newDelivery(webhook.id, event, cause);
  const change = changeOf(services, request, found);
  const input = { ...change, webhookId: webhook.id, delivery };
  const outcome = await services.database.run(askDelivery, input);
  if (outcome.kind !== 'added') throw refusalOf(outcome);
  const row = await services.database.query
    .selectFrom('hub_webhook_deliveries')
    .selectAll()
    .where('id', '=', delivery.id)
    .executeTakeFirstOrThrow();
  return { status: 202, body: shownDelivery(row) };
}

/** What a push would be told as: of the newest tag, so that a receiver finds an image behind it. */
async function sampleEvent({ services, request, found }: Asked): Promise<WebhookEvent> {
  const { database, clock } = services;
  const { namespaceId, repositoryId } = found;
  const newest = await database.query
    .selectFrom('registry_tags as tag')
    .innerJoin('hub_repositories as repository', 'repository.id', 'tag.repository_id')
    .select(['repository.id', 'repository.path', 'tag.name', 'tag.digest'])
    .where('repository.namespace_id', '=', namespaceId)
    .$if(repositoryId !== null, (narrowed) => narrowed.where('repository.id', '=', repositoryId))
    .orderBy('tag.updated_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  const { subject } = request;
  return {
    id: randomUUID(),
    name: 'ping',
    at: clock(),
    actor: { id: subject.accountId ?? null, name: subject.name },
    namespaceId,
    repositoryId: newest?.id ?? repositoryId,
    repository: newest?.path ?? (repositoryId === null ? `${found.name}/example` : found.name),
    data: { tag: newest?.name ?? 'latest', digest: newest?.digest ?? null },
  };
}
