import {
  type RepositoryTransfer,
  renameRepositorySchema,
  repositoryRoutes,
  transferRepositorySchema,
} from '@slipway/api';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement, type RouteDefinition } from '../api/hub-router.ts';
import { offsetOf, pageAnswer, pageQuery } from '../api/paging.ts';
import { ProblemError } from '../api/problem-error.ts';
import { pathName, unknownRepository } from '../api/repository-path.ts';
import { removeAlias, renameRepository } from './name-commands.ts';
import { forgetNames, type RepositoryServices, refusalOf } from './repository-access.ts';
import { shown } from './repository-routes.ts';
import { answerTransfer, offerTransfer, withdrawTransfer } from './transfer-commands.ts';

/** Names of repositories: renaming, moving to another namespace, names they had before. */
export function nameRouteDefinitions(services: RepositoryServices): RouteDefinition[] {
  const routes = repositoryRoutes;
  return [
    implement(routes.rename, (request) => rename(services, request)),
    implement(routes.transfer, (request) => transfer(services, request)),
    implement(routes.readTransfer, async (request) => {
      const offer = await offers(services)
        .where('repository.id', '=', await idOf(services, request))
        .executeTakeFirst();
      return { status: 200, body: { transfer: offer ? shownOffer(offer) : null } };
    }),
    implement(routes.withdrawTransfer, async (request) => {
      const outcome = await services.database.run(withdrawTransfer, {
        ...writing(services, request),
      });
      if (outcome.kind !== 'withdrawn') throw refusalOf(outcome);
      return { status: 204 };
    }),
    implement(routes.listOffers, (request) => listOffers(services, request)),
    implement(routes.acceptOffer, async (request) => {
      const moved = await answer(services, request, true);
      if (moved.kind !== 'moved') throw unknownOffer();
      forgetNames(services, [moved.previous, moved.path]);
      return shown(services, request, moved.path);
    }),
    implement(routes.declineOffer, async (request) => {
      await answer(services, request, false);
      return { status: 204 };
    }),
    implement(routes.listAliases, async (request) => {
      const rows = await services.database.query
        .selectFrom('hub_repository_aliases')
        .select(['path', 'created_at'])
        .where('repository_id', '=', await idOf(services, request))
        .orderBy('created_at', 'desc')
        .orderBy('path')
        .execute();
      const results = rows.map((row) => ({ name: row.path, created_at: time(row.created_at) }));
      return { status: 200, body: { results } };
    }),
    implement(routes.removeAlias, async (request) => {
      const alias = `${request.param('alias_namespace')}/${request.param('alias_name')}`;
      const outcome = await services.database.run(removeAlias, {
        ...writing(services, request),
        ...{ alias, quarantineSeconds: services.settings.quarantineSeconds },
      });
      if (outcome.kind === 'unknown') {
        throw new ProblemError(404, `${alias} is no former name of this repository`);
      }
      if (outcome.kind !== 'removed') throw refusalOf(outcome);
      forgetNames(services, [alias]);
      return { status: 204 };
    }),
  ];
}

async function rename(services: RepositoryServices, request: HubRequest): Promise<HubReply> {
  const { name } = await request.json(renameRepositorySchema);
  const outcome = await services.database.run(renameRepository, {
    ...writing(services, request),
    name,
  });
  if (outcome.kind !== 'renamed') throw refusalOf(outcome);
  forgetNames(services, [pathName(request), outcome.previous, outcome.path]);
  return shown(services, request, outcome.path);
}

async function transfer(services: RepositoryServices, request: HubRequest): Promise<HubReply> {
  const asked = await request.json(transferRepositorySchema);
  const { settings } = services;
  const outcome = await services.database.run(offerTransfer, {
    ...writing(services, request),
    ...{ namespace: asked.namespace, name: asked.name, quotas: settings.quotas },
    offerSeconds: settings.transferSeconds,
  });
  if (outcome.kind === 'no-namespace') {
    const problem = `there is no namespace ${asked.namespace}`;
    throw new ProblemError(400, problem, { fields: { namespace: [problem] } });
  }
  if (outcome.kind === 'offered') {
    const offer = await offers(services).where('offer.id', '=', outcome.id).executeTakeFirst();
    if (!offer) throw unknownOffer();
    return { status: 202, body: shownOffer(offer) };
  }
  if (outcome.kind !== 'moved') throw refusalOf(outcome);
  forgetNames(services, [pathName(request), outcome.previous, outcome.path]);
  return shown(services, request, outcome.path);
}

async function listOffers(services: RepositoryServices, request: HubRequest): Promise<HubReply> {
  const query = pageQuery(request);
  const { subject } = request;
  const { namespaces } = await services.granted(subject);
  const own = offers(services).where('offer.target_namespace_id', 'in', [
    request.accountId(),
    ...namespaces,
  ]);
  // As many as somebody offers: a handful.
  const rows = await own.orderBy('offer.id', 'desc').limit(1000).execute();
  const start = offsetOf(query);
  const results = rows.slice(start, start + query.page_size).map(shownOffer);
  return { status: 200, body: pageAnswer(request, query, { count: rows.length, results }) };
}

async function answer(services: RepositoryServices, request: HubRequest, accept: boolean) {
  const id = Number(request.param('id'));
  if (!Number.isSafeInteger(id)) throw unknownOffer();
  const { subject } = request;
  const outcome = await services.database.run(answerTransfer, {
    ...{ subject, id, accept, actor: request.actor(), now: services.clock() },
    quotas: services.settings.quotas,
  });
  if (outcome.kind === 'unknown') throw unknownOffer();
  if (outcome.kind === 'conflict') throw refusalOf(outcome);
  return outcome;
}

function unknownOffer(): ProblemError {
  return new ProblemError(404, 'there is no such offer (any more): ask for another');
}

function writing(services: RepositoryServices, request: HubRequest) {
  const { subject } = request;
  return { subject, path: pathName(request), actor: request.actor(), now: services.clock() };
}

async function idOf(services: RepositoryServices, request: HubRequest): Promise<number> {
  const { value: place } = await services.live.places.get(pathName(request));
  if (!place.repository) throw unknownRepository();
  return place.repository.id;
}

interface OfferRow {
  readonly id: number;
  readonly path: string;
  readonly namespace: string;
  readonly target_name: string;
  readonly offerer: string;
  readonly offered_at: number;
  readonly expires_at: number;
}

/** Offers that may still be accepted. */
function offers({ database, clock }: RepositoryServices) {
  return database.query
    .selectFrom('hub_repository_transfers as offer')
    .innerJoin('hub_repositories as repository', 'repository.id', 'offer.repository_id')
    .innerJoin('hub_accounts as target', 'target.id', 'offer.target_namespace_id')
    .innerJoin('hub_accounts as offerer', 'offerer.id', 'offer.offered_by')
    .select(['offer.id', 'offer.target_name', 'offer.offered_at', 'offer.expires_at'])
    .select(['repository.path', 'target.name as namespace', 'offerer.name as offerer'])
    .where('offer.expires_at', '>', clock())
    .where('repository.closed_at', 'is', null);
}

function shownOffer(row: OfferRow): RepositoryTransfer {
  return {
    id: row.id,
    repository: row.path,
    target: `${row.namespace}/${row.target_name}`,
    offered_by: row.offerer,
    offered_at: time(row.offered_at),
    expires_at: time(row.expires_at),
  };
}

function time(at: number): string {
  return new Date(at).toISOString();
}
