import { randomUUID } from 'node:crypto';
import {
  createWebhookSchema,
  namespaceWebhookRoutes,
  rotateWebhookSecretSchema,
  updateWebhookSchema,
  type Webhook,
  webhookRoutes,
} from '@slipway/api';
import type { Selectable } from 'kysely';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement, type RouteDefinition } from '../api/hub-router.ts';
import { pageAnswer, pageOfRows, pageQuery } from '../api/paging.ts';
import { ProblemError } from '../api/problem-error.ts';
import { EgressError } from '../egress/egress-error.ts';
import type { HubServices } from '../hub-services.ts';
import { type CustomHeader, customHeaderProblem } from './custom-headers.ts';
import {
  type FoundScope,
  refusalOf,
  scopeOf,
  unknownWebhook,
  webhookOf,
  webhooksOf,
} from './find-webhook.ts';
import { shownWebhook } from './show-webhook.ts';
import {
  createWebhook,
  deleteWebhook,
  mostWebhooks,
  rotateWebhookSecret,
  updateWebhook,
} from './webhook-commands.ts';
import type { WebhookChange, WebhookScope } from './webhook-scope.ts';
import {
  newWebhookSecret,
  openHeaders,
  sealFormerSecret,
  sealHeaders,
  sealWebhookSecret,
} from './webhook-secrets.ts';
import type { WebhookRow } from './webhook-tables.ts';

const noStore = { 'cache-control': 'no-store' };

/** Webhooks themselves, of repositories or of namespaces. */
export function webhookRouteDefinitions(
  services: HubServices,
  kind: WebhookScope['kind'],
): RouteDefinition[] {
  const contracts = kind === 'repository' ? webhookRoutes : namespaceWebhookRoutes;
  const route =
    (work: (services: HubServices, request: HubRequest, found: FoundScope) => Promise<HubReply>) =>
    async (request: HubRequest) =>
      await work(services, request, await scopeOf(services, request, kind));
  return [
    implement(contracts.list, route(list)),
    implement(contracts.create, route(create)),
    implement(contracts.read, route(read)),
    implement(contracts.update, route(update)),
    implement(contracts.delete, route(remove)),
    implement(contracts.rotateSecret, route(rotate)),
  ];
}

/** What every command over webhooks wants to know of a request. */
export function changeOf(
  { clock }: HubServices,
  request: HubRequest,
  { scope }: FoundScope,
): WebhookChange {
  return {
    subject: request.subject,
    scope,
    address: request.context.address,
    client: (request.header('user-agent') ?? '').slice(0, 300),
    now: clock(),
  };
}

async function list(
  services: HubServices,
  request: HubRequest,
  found: FoundScope,
): Promise<HubReply> {
  const query = pageQuery(request);
  const all = webhooksOf(services.database.query, found);
  const [rows, count] = await pageOfRows(query, all, all.selectAll().orderBy('id'));
  const results = await Promise.all(rows.map((row) => shown(services, row)));
  const body = pageAnswer(request, query, { count, results });
  return { status: 200, body };
}

async function create(
  services: HubServices,
  request: HubRequest,
  found: FoundScope,
): Promise<HubReply> {
  const asked = await request.json(createWebhookSchema);
  await checkUrl(services, asked.url);
  const sealId = randomUUID();
  const secret = asked.secret ?? newWebhookSecret();
  const headers = checkedHeaders(asked.headers, []);
  const made = await services.database.run(createWebhook, {
    ...changeOf(services, request, found),
    sealId,
    sealedSecret: sealWebhookSecret(services.secrets, secret, sealId),
    fields: {
      name: asked.name,
      url: asked.url,
      events: JSON.stringify(asked.events),
      format: asked.format,
      ...sealHeaders(services.secrets, headers, sealId),
      active: asked.is_active ? 1 : 0,
      origin: request.context.origin,
    },
  });
  if (made.kind === 'too-many') {
    throw new ProblemError(409, `${found.name} has ${mostWebhooks} webhooks already: delete some`);
  }
  if (made.kind !== 'created') throw refusalOf(made);
  const body = { ...(await shownById(services, found, made.id)), secret };
  return { status: 201, body, headers: noStore };
}

async function read(
  services: HubServices,
  request: HubRequest,
  found: FoundScope,
): Promise<HubReply> {
  return { status: 200, body: await shown(services, await webhookOf(services, request, found)) };
}

async function update(
  services: HubServices,
  request: HubRequest,
  found: FoundScope,
): Promise<HubReply> {
  const row = await webhookOf(services, request, found);
  const asked = await request.json(updateWebhookSchema);
  if (asked.url !== undefined) await checkUrl(services, asked.url);
  const { id, seal_id: sealId } = row;
  const outcome = await services.database.run(updateWebhook, {
    ...changeOf(services, request, found),
    id,
    fields: {
      ...(asked.name === undefined ? {} : { name: asked.name }),
      ...(asked.url === undefined ? {} : { url: asked.url }),
      ...(asked.events === undefined ? {} : { events: JSON.stringify(asked.events) }),
      ...(asked.format === undefined ? {} : { format: asked.format }),
      ...(asked.is_active === undefined ? {} : { active: asked.is_active ? 1 : 0 }),
      ...(asked.headers === undefined
        ? {}
        : sealHeaders(
            services.secrets,
            checkedHeaders(asked.headers, keptHeaders(services, row, asked.url)),
            sealId,
          )),
      origin: request.context.origin,
    },
  });
  if (outcome.kind !== 'changed') throw refusalOf(outcome);
  return { status: 200, body: await shownById(services, found, id) };
}

async function remove(
  services: HubServices,
  request: HubRequest,
  found: FoundScope,
): Promise<HubReply> {
  const { id } = await webhookOf(services, request, found);
  const change = changeOf(services, request, found);
  const outcome = await services.database.run(deleteWebhook, { ...change, id });
  if (outcome.kind !== 'changed') throw refusalOf(outcome);
  return { status: 204 };
}

async function rotate(
  services: HubServices,
  request: HubRequest,
  found: FoundScope,
): Promise<HubReply> {
  const row = await webhookOf(services, request, found);
  const asked = await request.json(rotateWebhookSecretSchema);
  const secret = asked.secret ?? newWebhookSecret();
  const change = changeOf(services, request, found);
  const until = change.now + asked.overlap_seconds * 1000;
  const former =
    asked.overlap_seconds === 0
      ? undefined
      : { sealed: sealFormerSecret(services.secrets, row), until };
  const outcome = await services.database.run(rotateWebhookSecret, {
    ...change,
    id: row.id,
    sealedSecret: sealWebhookSecret(services.secrets, secret, row.seal_id),
    former,
  });
  if (outcome.kind !== 'changed') throw refusalOf(outcome);
  const body = {
    secret,
    previous_secret_valid_until: former ? new Date(until).toISOString() : null,
  };
  return { status: 200, body, headers: noStore };
}

/** A name that resolves to nothing today may do so tomorrow: only what may never be reached is refused. */
async function checkUrl({ egress }: HubServices, text: string): Promise<void> {
  const refused = (message: string) =>
    new ProblemError(400, `url: ${message}`, { fields: { url: [message] } });
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    throw refused('put the credentials into a header Authorization, where they are kept sealed');
  }
  if (url.hash !== '') throw refused('a fragment (#…) is never sent: leave it out');
  try {
    await egress.check(text);
  } catch (error) {
    if (!(error instanceof EgressError)) throw error;
    if (error.code === 'EGRESS_REFUSED') throw refused(error.message);
  }
}

/** Secret values are sent where they were entered for: another address wants them anew. */
function keptHeaders(
  { secrets }: HubServices,
  row: Selectable<WebhookRow>,
  url: string | undefined,
): CustomHeader[] {
  const moved = url !== undefined && new URL(url).origin !== new URL(row.url).origin;
  return moved ? [] : openHeaders(secrets, row);
}

/** Headers with their values; those left out are taken from `kept`. Throws ProblemError 400. */
function checkedHeaders(
  asked: readonly { readonly name: string; readonly value?: string | null | undefined }[],
  kept: readonly CustomHeader[],
): CustomHeader[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  const headers = asked.map(({ name, value }) => {
    const lower = name.toLowerCase();
    if (seen.has(lower)) problems.push(`the header ${name} comes twice`);
    seen.add(lower);
    const former = kept.find((each) => each.name.toLowerCase() === lower)?.value;
    const header = { name, value: value ?? former ?? '' };
    const problem =
      (value ?? former) === undefined
        ? `the value of ${name} must be entered`
        : customHeaderProblem(header);
    if (problem !== undefined) problems.push(problem);
    return header;
  });
  if (problems.length > 0) {
    throw new ProblemError(400, `headers: ${problems.join('; ')}`, {
      fields: { headers: problems },
    });
  }
  return headers;
}

async function shownById(services: HubServices, found: FoundScope, id: number): Promise<Webhook> {
  const row = await webhooksOf(services.database.query, found)
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw unknownWebhook();
  return await shown(services, row);
}

async function shown(services: HubServices, row: Selectable<WebhookRow>): Promise<Webhook> {
  const newest = await services.database.query
    .selectFrom('hub_webhook_deliveries')
    .select(['created_at', 'state', 'status'])
    .where('webhook_id', '=', row.id)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return shownWebhook(row, newest, services.clock());
}
