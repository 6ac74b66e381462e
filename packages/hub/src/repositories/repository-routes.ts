import {
  createRepositoryAnywhereSchema,
  createRepositorySchema,
  repositoryRoutes,
  updateRepositorySchema,
} from '@slipway/api';
import { tryParseRepositoryName } from '@slipway/oci';
import type { z } from 'zod';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement, type RouteDefinition } from '../api/hub-router.ts';
import { ProblemError } from '../api/problem-error.ts';
import { pathName } from '../api/repository-path.ts';
import { checkPatterns } from '../tags/tag-pattern.ts';
import { listRepositories } from './list-repositories.ts';
import { readRepository } from './read-repository.ts';
import { forgetNames, type RepositoryServices, refusalOf, viewerOf } from './repository-access.ts';
import { createRepository, updateRepository } from './repository-commands.ts';

/** Repositories of a namespace: listed, made, read and changed. */
export function repositoryRouteDefinitions(services: RepositoryServices): RouteDefinition[] {
  const { list, create, createAnywhere, read, update, setPrivacy } = repositoryRoutes;
  return [
    implement(list, async (request) => {
      const viewer = await viewerOf(services, request);
      const namespace = request.param('namespace');
      const body = await listRepositories(services.database, request, { namespace, viewer });
      return { status: 200, body };
    }),
    implement(create, async (request) => {
      const asked = await request.json(createRepositorySchema);
      const namespace = request.param('namespace');
      if (asked.namespace !== undefined && asked.namespace !== namespace) {
        throw new ProblemError(400, 'the namespace in the body is not the one in the path');
      }
      return make(services, request, { ...asked, namespace });
    }),
    implement(createAnywhere, async (request) =>
      make(services, request, await request.json(createRepositoryAnywhereSchema)),
    ),
    implement(read, (request) => shown(services, request, pathName(request))),
    implement(update, async (request) =>
      change(services, request, await request.json(updateRepositorySchema)),
    ),
    implement(setPrivacy, async (request) =>
      change(services, request, await request.json(setPrivacy.body)),
    ),
  ];
}

/** The repository as it is now, for whoever has just changed it. */
export async function shown(
  services: RepositoryServices,
  request: HubRequest,
  path: string,
): Promise<HubReply> {
  const viewer = await viewerOf(services, request);
  return { status: 200, body: await readRepository(services, viewer, path) };
}

async function make(
  services: RepositoryServices,
  request: HubRequest,
  asked: z.output<typeof createRepositoryAnywhereSchema>,
): Promise<HubReply> {
  const { namespace } = asked;
  const path = tryParseRepositoryName(`${namespace}/${asked.name}`);
  if (!path) throw new ProblemError(400, `${namespace}/${asked.name} is no repository name`);
  const { settings } = services;
  const made = await services.database.run(createRepository, {
    ...{ subject: request.subject, path, actor: request.actor(), now: services.clock() },
    visibility: asked.is_private === undefined ? undefined : visibility(asked.is_private),
    defaultVisibility: settings.defaultVisibility,
    quotas: settings.quotas,
    sparse: asked.sparse ?? settings.sparse,
    description: asked.description ?? '',
    fullDescription: asked.full_description ?? '',
    categories: asked.categories ?? [],
  });
  if (made.kind !== 'created') throw refusalOf(made);
  forgetNames(services, [path]);
  return { ...(await shown(services, request, path)), status: 201 };
}

async function change(
  services: RepositoryServices,
  request: HubRequest,
  asked: z.output<typeof updateRepositorySchema>,
): Promise<HubReply> {
  const path = pathName(request);
  const outcome = await services.database.run(updateRepository, {
    ...{ subject: request.subject, path, actor: request.actor(), now: services.clock() },
    ...(asked.is_private === undefined ? {} : { visibility: visibility(asked.is_private) }),
    ...(asked.sparse === undefined ? {} : { sparse: asked.sparse }),
    ...(asked.description === undefined ? {} : { description: asked.description }),
    ...(asked.full_description === undefined ? {} : { fullDescription: asked.full_description }),
    ...(asked.categories === undefined ? {} : { categories: asked.categories }),
    ...(asked.is_closed === undefined ? {} : { closed: asked.is_closed }),
    ...immutableTags(asked),
    quotas: services.settings.quotas,
  });
  if (outcome.kind !== 'updated') throw refusalOf(outcome);
  forgetNames(services, [path]);
  // Whoever has just closed it cannot read it any more.
  if (asked.is_closed === true) return { status: 204 };
  return shown(services, request, path);
}

/** Terraform's provider joins the rules with commas, which no tag has. */
function immutableTags(asked: z.output<typeof updateRepositorySchema>) {
  const { immutable_tags: enabled, immutable_tags_rules: given } = asked;
  const rules =
    typeof given === 'string' ? given.split(',').flatMap((rule) => rule.trim() || []) : given;
  if (enabled === undefined && rules === undefined) return {};
  if (rules) checkPatterns('immutable_tags_rules', rules);
  return {
    immutableTags: {
      ...(enabled === undefined ? {} : { enabled }),
      ...(rules === undefined ? {} : { rules }),
    },
  };
}

function visibility(isPrivate: boolean): 'public' | 'private' {
  return isPrivate ? 'private' : 'public';
}
