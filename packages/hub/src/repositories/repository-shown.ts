import type { Badge, CategorySlug, RepositoryEntry } from '@slipway/api';
import { categoryNames } from '@slipway/api';
import type { Kysely } from 'kysely';
import type { Subject } from '../access/subject.ts';
import type { GrantedPlaces } from '../search/granted-places.ts';
import type { HubTables, Visibility } from '../tables.ts';

/** What is shown of a repository, as the rows have it. */
export interface ShownRow {
  readonly id: number;
  readonly namespace_id: number;
  readonly name: string;
  readonly path: string;
  readonly visibility: Visibility;
  readonly description: string;
  readonly created_at: number;
  readonly updated_at: number;
  readonly closed_at: number | null;
  readonly archived_at: number | null;
  readonly stars: number;
  readonly pulls: number;
  readonly sorted_at: number;
  readonly storage_bytes: number | null;
  readonly shown_badge: Badge;
  readonly categories: string;
  readonly media_types: string;
  readonly content_types: string;
  readonly architectures: string;
  readonly operating_systems: string;
}

/** Repositories with their figures, where `repository`, `figures` and `account` stand for the tables. */
export function shownRepositories(query: Kysely<HubTables>) {
  return query
    .selectFrom('hub_repository_figures as figures')
    .innerJoin('hub_repositories as repository', 'repository.id', 'figures.repository_id')
    .innerJoin('hub_accounts as account', 'account.id', 'repository.namespace_id')
    .select([
      ...(['repository.id', 'repository.namespace_id', 'repository.name'] as const),
      ...(['repository.path', 'repository.visibility', 'repository.description'] as const),
      ...(['repository.created_at', 'repository.updated_at'] as const),
      ...(['repository.closed_at', 'repository.archived_at', 'figures.stars'] as const),
      ...(['figures.pulls', 'figures.sorted_at', 'figures.storage_bytes'] as const),
      ...(['figures.shown_badge', 'figures.categories', 'figures.media_types'] as const),
      ...(['figures.content_types', 'figures.architectures'] as const),
      'figures.operating_systems',
    ]);
}

/** What a caller is to the repositories of a list. */
export interface Viewer {
  readonly subject: Subject;
  readonly granted: GrantedPlaces;
}

/** An entry of a list of repositories. */
export function repositoryEntry(row: ShownRow, viewer: Viewer): RepositoryEntry {
  const time = (at: number) => new Date(at).toISOString();
  const isActive = row.closed_at === null && row.archived_at === null;
  return {
    name: row.name,
    namespace: row.path.slice(0, row.path.indexOf('/')),
    repository_type: 'image',
    status: isActive ? 1 : 0,
    status_description: isActive ? 'active' : 'inactive',
    description: row.description,
    is_private: row.visibility === 'private',
    star_count: row.stars,
    pull_count: row.pulls,
    last_updated: time(row.sorted_at),
    last_modified: time(row.updated_at),
    date_registered: time(row.created_at),
    affiliation: affiliation(row, viewer),
    media_types: list(row.media_types),
    content_types: list(row.content_types),
    categories: list(row.categories).map(categoryOf),
    storage_size: row.storage_bytes,
    is_archived: row.archived_at !== null,
    badge: row.shown_badge,
  };
}

/** Docker Hub's words for what somebody is to a repository; empty for a stranger. */
function affiliation(row: ShownRow, { subject, granted }: Viewer): string {
  const { accountId } = subject;
  if (accountId === undefined) return '';
  if (row.namespace_id === accountId || granted.namespaces.includes(row.namespace_id)) {
    return 'owner';
  }
  return granted.repositories.includes(row.id) ? 'collaborator' : '';
}

/** A category with its name. */
export function categoryOf(slug: string): { name: string; slug: string } {
  return { slug, name: categoryNames[slug as CategorySlug] ?? slug };
}

function list(json: string): string[] {
  return JSON.parse(json) as string[];
}
