import { z } from 'zod';
import { categorySchema } from './category.ts';
import { pageQuerySchema, pageSchema } from './page.ts';
import { badgeSchema, repositoryEntrySchema } from './repository.ts';
import { anyone, filtered } from './route-access.ts';
import { contract } from './route-contract.ts';

const time = z.iso.datetime();
const words = z.string().max(500).default('');
/** `amd64,arm64`: one of them. */
const oneOf = z.string().max(500).optional();
const labelled = z.object({ name: z.string(), label: z.string() });

/** What `GET /api/search/v4` takes: Docker Hub's parameters, `star_count` and `name` ours. */
export const searchQuerySchema = z.object({
  query: words,
  /** `image`, `helm`, `wasm`, `other`, … */
  type: oneOf,
  /** `official`, `verified_publisher`, `open_source`. */
  badges: oneOf,
  categories: oneOf,
  architectures: oneOf,
  operating_systems: oneOf,
  /** What fits best first, where not said. */
  sort: z.enum(['pull_count', 'updated_at', 'star_count', 'name']).optional().catch(undefined),
  order: z.enum(['asc', 'desc']).optional().catch(undefined),
  from: z.coerce.number().int().min(0).max(1_000_000).catch(0).default(0),
  size: z.coerce.number().int().min(0).max(100).catch(25).default(25),
  /** Ours: whether to count what could be filtered by. */
  facets: z.enum(['true', 'false']).optional().catch(undefined),
});

/** A repository as Docker Hub's search has it. `name` is `namespace/name`, `pull_count` text. */
export const searchResultSchema = z.object({
  id: z.string(),
  name: z.string(),
  slug: z.string(),
  type: z.string(),
  publisher: z.object({ id: z.string(), name: z.string() }),
  created_at: time,
  updated_at: time,
  short_description: z.string(),
  badge: badgeSchema,
  star_count: z.number().int(),
  pull_count: z.string(),
  operating_systems: z.array(labelled),
  architectures: z.array(labelled),
  logo_url: z.object({ large: z.string(), small: z.string() }),
  extension_reviewed: z.boolean(),
  categories: z.array(categorySchema),
  archived: z.boolean(),
  /** Ours. */
  is_private: z.boolean(),
});

const facetSchema = z.array(z.object({ name: z.string(), label: z.string(), count: z.number() }));

/** Ours: how many of what was found (of its best-known thousand) have what. */
export const searchFacetsSchema = z.object({
  badges: facetSchema,
  types: facetSchema,
  architectures: facetSchema,
  operating_systems: facetSchema,
  categories: facetSchema,
});

export const searchAnswerSchema = z.object({
  /** At most 1000: more are not counted. */
  total: z.number().int(),
  /** Ours: whether there are more than `total`. */
  total_is_capped: z.boolean(),
  results: z.array(searchResultSchema),
  facets: searchFacetsSchema.optional(),
});

/** An entry of `GET /v2/search/repositories`, as older clients know it. */
const olderResultSchema = z.object({
  repo_name: z.string(),
  short_description: z.string(),
  star_count: z.number().int(),
  pull_count: z.number().int(),
  repo_owner: z.string(),
  is_automated: z.boolean(),
  is_official: z.boolean(),
});

/** What `docker search` reads. */
const dockerSearchSchema = z.object({
  query: z.string(),
  num_results: z.number().int(),
  num_pages: z.number().int(),
  page: z.number().int(),
  page_size: z.number().int(),
  results: z.array(
    z.object({
      name: z.string(),
      description: z.string(),
      star_count: z.number().int(),
      is_official: z.boolean(),
      is_automated: z.boolean(),
      is_trusted: z.boolean(),
    }),
  ),
});

const exploreSchema = z.object({
  popular: z.array(repositoryEntrySchema),
  newest: z.array(repositoryEntrySchema),
  recently_updated: z.array(repositoryEntrySchema),
  official: z.array(repositoryEntrySchema),
});

export type SearchQuery = z.infer<typeof searchQuerySchema>;
export type SearchResult = z.infer<typeof searchResultSchema>;
export type SearchFacets = z.infer<typeof searchFacetsSchema>;
export type SearchAnswer = z.infer<typeof searchAnswerSchema>;
export type Explore = z.infer<typeof exploreSchema>;

const tag = 'Search';

/** Finding repositories, among those that the caller may see. */
export const searchRoutes = {
  search: contract({
    id: 'search.repositories',
    method: 'GET',
    path: '/api/search/v4',
    tag,
    summary: 'Search repositories',
    description:
      'Words are looked for in names, namespaces, former names, descriptions and categories, the last word as a beginning.',
    access: filtered,
    query: searchQuerySchema,
    answers: { 200: { description: 'What was found', schema: searchAnswerSchema } },
  }),
  older: contract({
    id: 'search.older',
    method: 'GET',
    path: '/v2/search/repositories',
    tag,
    summary: 'Search repositories, as older clients do',
    access: filtered,
    query: pageQuerySchema.extend({ query: words }),
    answers: { 200: { description: 'A page', schema: pageSchema(olderResultSchema) } },
  }),
  names: contract({
    id: 'search.names',
    method: 'GET',
    path: '/v2/search/names',
    tag,
    summary: 'Complete a repository’s name',
    access: filtered,
    query: z.object({
      query: words,
      size: z.coerce.number().int().min(1).max(50).catch(10).default(10),
    }),
    answers: {
      200: { description: '`namespace/name`', schema: z.object({ results: z.array(z.string()) }) },
    },
  }),
  explore: contract({
    id: 'search.explore',
    method: 'GET',
    path: '/v2/explore',
    tag,
    summary: 'Get public repositories that are popular, new, newly pushed to, official',
    access: filtered,
    query: z.object({ size: z.coerce.number().int().min(1).max(25).catch(6).default(6) }),
    answers: { 200: { description: 'A few of each', schema: exploreSchema } },
  }),
  dockerPing: contract({
    id: 'search.docker-ping',
    method: 'GET',
    path: '/v1/_ping',
    tag,
    summary: 'Say that `docker search` works here',
    access: anyone,
    answers: { 200: { description: 'Yes', schema: z.boolean() } },
  }),
  docker: contract({
    id: 'search.docker',
    method: 'GET',
    path: '/v1/search',
    tag,
    summary: 'Search repositories, for `docker search`',
    access: anyone,
    query: z.object({
      q: words,
      n: z.coerce.number().int().min(1).max(100).catch(25).default(25),
      page: z.coerce.number().int().min(1).max(1_000_000).catch(1).default(1),
    }),
    answers: { 200: { description: 'What was found', schema: dockerSearchSchema } },
  }),
};
