import {
  type SearchAnswer,
  type SearchQuery,
  type SearchResult,
  searchQuerySchema,
  searchRoutes,
} from '@slipway/api';
import { anonymous } from '../access/subject.ts';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement, type RouteDefinition } from '../api/hub-router.ts';
import { pageAnswer } from '../api/paging.ts';
import { type RepositoryServices, viewerOf } from '../repositories/repository-access.ts';
import { categoryOf, type ShownRow, type Viewer } from '../repositories/repository-shown.ts';
import { completeNames } from './complete-names.ts';
import { explore } from './explore.ts';
import { labelled, searchFacets } from './search-facets.ts';
import { searchType } from './search-labels.ts';
import { type Found, searchRepositories } from './search-repositories.ts';

const stranger: Viewer = { subject: anonymous, granted: { namespaces: [], repositories: [] } };

/** Finding repositories: Docker Hub's search, older clients', Docker's own. */
export function searchRouteDefinitions(services: RepositoryServices): RouteDefinition[] {
  const { search, older, names, explore: toExplore, dockerPing, docker } = searchRoutes;
  return [
    implement(search, (request) => searched(services, request)),
    implement(older, (request) => searchedByOlder(services, request)),
    implement(names, async (request) => {
      const { query, size } = request.queryOf(names.query);
      const viewer = await viewerOf(services, request);
      const results = await completeNames(services.database, viewer, { typed: query, size });
      return { status: 200, body: { results } };
    }),
    implement(toExplore, async (request) => {
      const { size } = request.queryOf(toExplore.query);
      const viewer = await viewerOf(services, request);
      return { status: 200, body: await explore(services.database, viewer, size) };
    }),
    implement(dockerPing, async () => ({
      ...{ status: 200, body: true },
      headers: { 'x-docker-registry-version': '0.9.1', 'x-docker-registry-standalone': 'true' },
    })),
    implement(docker, (request) => searchedByDocker(services, request)),
  ];
}

async function searched(services: RepositoryServices, request: HubRequest): Promise<HubReply> {
  const query = request.queryOf(searchQuerySchema);
  const viewer = await viewerOf(services, request);
  const found = await searchRepositories({ database: services.database, viewer, query });
  const body: SearchAnswer = {
    total: found.total,
    total_is_capped: found.isCapped,
    results: found.results.map(searchResult),
    ...(query.facets === 'true' ? { facets: searchFacets(found.all) } : {}),
  };
  return { status: 200, body };
}

async function searchedByOlder(
  services: RepositoryServices,
  request: HubRequest,
): Promise<HubReply> {
  const query = request.queryOf(searchRoutes.older.query);
  const { page, page_size: size } = query;
  const viewer = await viewerOf(services, request);
  const found = await plainSearch(services, viewer, {
    ...{ words: query.query, from: (page - 1) * size, size },
  });
  const results = found.results.map((row) => ({
    repo_name: row.shown_badge === 'official' ? row.path.replace(/^library\//, '') : row.path,
    short_description: row.description,
    star_count: row.stars,
    pull_count: row.pulls,
    repo_owner: '',
    is_automated: false,
    is_official: row.shown_badge === 'official',
  }));
  return { status: 200, body: pageAnswer(request, query, { count: found.total, results }) };
}

async function searchedByDocker(
  services: RepositoryServices,
  request: HubRequest,
): Promise<HubReply> {
  const { q, n, page } = request.queryOf(searchRoutes.docker.query);
  // Docker sends its registry's credentials, if any: what it shows is what everybody may see.
  const found = await plainSearch(services, stranger, { words: q, from: (page - 1) * n, size: n });
  const body = {
    ...{ query: q, num_results: found.total, num_pages: Math.ceil(found.total / n) },
    ...{ page, page_size: n },
    results: found.results.map((row) => ({
      name: row.path.replace(/^library\//, ''),
      description: row.description,
      star_count: row.stars,
      is_official: row.shown_badge === 'official',
      is_automated: false,
      is_trusted: false,
    })),
  };
  const headers = { 'x-docker-registry-standalone': 'true' };
  return { status: 200, body, headers };
}

function plainSearch(
  { database }: RepositoryServices,
  viewer: Viewer,
  asked: { readonly words: string; readonly from: number; readonly size: number },
): Promise<Found> {
  const { words, from, size } = asked;
  const query: SearchQuery = { query: words, from, size };
  return searchRepositories({ database, viewer, query });
}

function searchResult(row: ShownRow): SearchResult {
  const time = (at: number) => new Date(at).toISOString();
  const namespace = row.path.slice(0, row.path.indexOf('/'));
  const [first = 'image'] = list(row.content_types);
  return {
    id: row.path,
    name: row.path,
    slug: row.path,
    type: searchType(first),
    publisher: { id: String(row.namespace_id), name: namespace },
    created_at: time(row.created_at),
    updated_at: time(row.sorted_at),
    short_description: row.description,
    badge: row.shown_badge,
    star_count: row.stars,
    pull_count: String(row.pulls),
    operating_systems: list(row.operating_systems).map(labelled),
    architectures: list(row.architectures).map(labelled),
    logo_url: { large: '', small: '' },
    extension_reviewed: false,
    categories: list(row.categories).map(categoryOf),
    archived: row.archived_at !== null,
    is_private: row.visibility === 'private',
  };
}

function list(json: string): string[] {
  return JSON.parse(json) as string[];
}
