import type { Database } from '@slipway/database';
import type { Digest } from '@slipway/oci';
import type { RegistryTables } from '@slipway/registry';
import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { HubTables } from '../tables.ts';

type Tables = HubTables & RegistryTables;

/** A tag with what its list shows of it. */
export interface TagRow {
  readonly name: string;
  readonly digest: Digest;
  readonly updated_at: number;
  readonly size: number;
  readonly pushed_by_name: string;
  readonly pushed_by_account: number | null;
  readonly media_type: string;
  readonly last_pulled_at: number | null;
}

/** Which tags, in which order. */
export interface TagListing {
  readonly repositoryId: number;
  /** Part of the name. */
  readonly name?: string | undefined;
  readonly ordering?: TagOrdering | undefined;
  readonly offset: number;
  readonly limit: number;
}

export type TagOrdering = 'name' | '-name' | 'last_updated' | '-last_updated' | 'size' | '-size';

/**
 * The columns of an order and its direction: both in the same, so that an index gives it either way.
 * `last_updated` is newest first, as on Docker Hub.
 */
const orders = {
  name: [['sort_key'], 'asc'],
  '-name': [['sort_key'], 'desc'],
  last_updated: [['updated_at', 'sort_key'], 'desc'],
  '-last_updated': [['updated_at', 'sort_key'], 'asc'],
  size: [['size', 'sort_key'], 'asc'],
  '-size': [['size', 'sort_key'], 'desc'],
} as const satisfies Record<TagOrdering, unknown>;

/** One page of a repository's tags. */
export async function listTags(query: Kysely<Tables>, listing: TagListing): Promise<TagRow[]> {
  const { repositoryId, name, ordering = 'last_updated', offset, limit } = listing;
  const [columns, direction] = orders[ordering];
  let page = query
    .selectFrom('registry_tags')
    .selectAll()
    .where('repository_id', '=', repositoryId)
    .limit(limit)
    .offset(offset);
  if (name) page = page.where(containing(name));
  for (const column of columns) page = page.orderBy(column, direction);
  // What else is shown is looked up for the page alone, not for what is passed over.
  let shown = whatIsShown(query.selectFrom(page.as('tag')));
  for (const column of columns) shown = shown.orderBy(`tag.${column}`, direction);
  return await shown.execute();
}

/** One tag; undefined where there is none. */
export async function findTag(
  query: Kysely<Tables>,
  repositoryId: number,
  name: string,
): Promise<TagRow | undefined> {
  return await whatIsShown(query.selectFrom('registry_tags as tag'))
    .where('tag.repository_id', '=', repositoryId)
    .where('tag.name', '=', name)
    .executeTakeFirst();
}

type WithTag = Tables & { readonly tag: Tables['registry_tags'] };

/** What lists and pages show of `tag`. */
function whatIsShown(tags: SelectQueryBuilder<WithTag, 'tag', Record<never, never>>) {
  return tags
    .innerJoin('registry_manifests as manifest', (join) =>
      join
        .onRef('manifest.repository_id', '=', 'tag.repository_id')
        .onRef('manifest.digest', '=', 'tag.digest'),
    )
    .leftJoin('hub_tag_pulls as pulled', (join) =>
      join
        .onRef('pulled.repository_id', '=', 'tag.repository_id')
        .onRef('pulled.tag', '=', 'tag.name'),
    )
    .select([
      ...(['tag.name', 'tag.digest', 'tag.updated_at', 'tag.size', 'tag.pushed_by_name'] as const),
      ...(['tag.pushed_by_account', 'manifest.media_type', 'pulled.last_pulled_at'] as const),
    ]);
}

/** A number that took long to count is used again for so long, in milliseconds. */
const countedFor = 10_000;
/** From this number on counting takes long. */
const manyTags = 5000;
/** Matches of a part of a name are counted up to here. */
const mostMatches = 10_000;

/** How many tags there are. */
export class TagCounts {
  readonly #database: Database<Tables>;
  readonly #known = new LRUCache<number, number>({ max: 1000, ttl: countedFor });

  constructor(database: Database<Tables>) {
    this.#database = database;
  }

  async count({ repositoryId, name }: Pick<TagListing, 'repositoryId' | 'name'>): Promise<number> {
    const { query } = this.#database;
    if (name) {
      const matches = query
        .selectFrom('registry_tags')
        .select('name')
        .where('repository_id', '=', repositoryId)
        .where(containing(name))
        .limit(mostMatches);
      const { count } = await query
        .selectFrom(matches.as('matching'))
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return Number(count);
    }
    const known = this.#known.get(repositoryId);
    if (known !== undefined) return known;
    const row = await query
      .selectFrom('registry_tags')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('repository_id', '=', repositoryId)
      .executeTakeFirstOrThrow();
    const count = Number(row.count);
    if (count >= manyTags) this.#known.set(repositoryId, count);
    return count;
  }
}

function containing(part: string) {
  // No database keeps NUL, and no tag has it.
  const text = part.toLowerCase().replaceAll('\0', '\ufffd');
  const escaped = text.replaceAll(/[\\%_]/g, '\\$&');
  return sql<boolean>`lower(name) like ${`%${escaped}%`} escape '\\'`;
}
