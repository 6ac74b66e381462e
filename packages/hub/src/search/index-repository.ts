import { type Badge, type CategorySlug, categoryNames } from '@slipway/api';
import type { Transaction } from 'kysely';
import type { HubTables } from '../tables.ts';
import { searchIndexOf } from './engine-search-index.ts';
import { rankStep } from './search-index.ts';
import { labelsOf } from './search-labels.ts';
import { wordsOf } from './search-words.ts';

/**
 * Brings what a repository is found, filtered and sorted by to what its rows say, in the transaction
 * that changed them: search never shows what is no longer so.
 */
export async function indexRepository(
  transaction: Transaction<HubTables>,
  repositoryId: number,
): Promise<void> {
  const row = await rowOf(transaction, repositoryId);
  if (row === undefined) return;
  const shown = row.badge ?? row.namespace_badge ?? (row.kind === 'official' ? 'official' : 'none');
  const rankKey = rankOf({ ...row, badge: shown }) * rankStep + repositoryId;
  const categories = list(row.categories);
  const labels =
    row.closed_at === null
      ? labelsOf({
          ...{ id: repositoryId, namespaceId: row.namespace_id, path: row.path, categories },
          ...{ isPublic: row.visibility === 'public', badge: shown },
          contentTypes: list(row.content_types),
          architectures: list(row.architectures),
          operatingSystems: list(row.operating_systems),
        })
      : [];
  await transaction
    .updateTable('hub_repository_figures')
    .set({
      ...{ namespace_id: row.namespace_id, name: row.name, rank_key: rankKey },
      seen_by: row.closed_at !== null ? 0 : row.visibility === 'public' ? 2 : 1,
      ...{ shown_badge: shown, labels: labels.length === 0 ? '' : ` ${labels.join(' ')} ` },
    })
    .where('repository_id', '=', repositoryId)
    .execute();
  const index = searchIndexOf(transaction);
  if (labels.length === 0) {
    await index.remove(transaction, { repositoryId, rankKey: row.rank_key });
    return;
  }
  const document = {
    ...{ repositoryId, rankKey, labels },
    name: nameWords(row.name),
    title: [
      ...wordsOf(row.path),
      ...(await aliasesOf(transaction, repositoryId)).flatMap(wordsOf),
      ...wordsOf(row.description),
      ...categories.flatMap((slug) => wordsOf(categoryNames[slug as CategorySlug] ?? slug)),
    ],
    text: wordsOf(row.full_description),
  };
  await index.put(transaction, document, row.rank_key);
}

/** As {@link indexRepository}, only where its place among what is well known has changed. */
export async function indexIfBetterKnown(
  transaction: Transaction<HubTables>,
  repositoryId: number,
): Promise<void> {
  const figures = await transaction
    .selectFrom('hub_repository_figures')
    .select(['pulls', 'stars', 'rank_key', 'shown_badge'])
    .where('repository_id', '=', repositoryId)
    .executeTakeFirst();
  if (!figures) return;
  const rank = rankOf({ ...figures, badge: figures.shown_badge });
  if (rank !== Math.floor(figures.rank_key / rankStep)) {
    await indexRepository(transaction, repositoryId);
  }
}

/** Takes a repository out of search, before its rows go. */
export async function removeFromIndex(
  transaction: Transaction<HubTables>,
  repositoryId: number,
): Promise<void> {
  const figures = await transaction
    .selectFrom('hub_repository_figures')
    .select('rank_key')
    .where('repository_id', '=', repositoryId)
    .executeTakeFirst();
  if (!figures) return;
  const { rank_key: rankKey } = figures;
  await searchIndexOf(transaction).remove(transaction, { repositoryId, rankKey });
}

const badgeRank: Record<Badge, number> = {
  official: 40,
  verified_publisher: 20,
  open_source: 20,
  none: 0,
};

/** How well known a repository is: a few steps, so that it changes seldom. At most 127. */
export function rankOf(known: {
  readonly pulls: number;
  readonly stars: number;
  readonly badge: Badge;
}): number {
  const steps = 1.5 * Math.log2(1 + known.pulls) + 1.5 * Math.log2(1 + known.stars);
  return Math.min(127, badgeRank[known.badge] + Math.floor(steps));
}

/** `my-app` is found as `my`, `app` and `myapp`. */
export function nameWords(name: string): string[] {
  const words = wordsOf(name);
  return words.length > 1 ? [...words, words.join('')] : words;
}

function rowOf(transaction: Transaction<HubTables>, repositoryId: number) {
  return transaction
    .selectFrom('hub_repositories as repository')
    .innerJoin('hub_repository_figures as figures', 'figures.repository_id', 'repository.id')
    .innerJoin('hub_accounts as account', 'account.id', 'repository.namespace_id')
    .leftJoin('hub_namespace_badges as badge', 'badge.namespace_id', 'repository.namespace_id')
    .select([
      ...(['repository.namespace_id', 'repository.name', 'repository.path'] as const),
      ...(['repository.visibility', 'repository.closed_at', 'repository.description'] as const),
      ...(['repository.full_description', 'account.kind', 'figures.rank_key'] as const),
      ...(['figures.badge', 'figures.pulls', 'figures.stars', 'figures.categories'] as const),
      ...(['figures.content_types', 'figures.architectures'] as const),
      ...(['figures.operating_systems', 'badge.badge as namespace_badge'] as const),
    ])
    .where('repository.id', '=', repositoryId)
    .executeTakeFirst();
}

async function aliasesOf(
  transaction: Transaction<HubTables>,
  repositoryId: number,
): Promise<string[]> {
  const rows = await transaction
    .selectFrom('hub_repository_aliases')
    .select('path')
    .where('repository_id', '=', repositoryId)
    .execute();
  return rows.map((row) => row.path);
}

function list(json: string): string[] {
  return JSON.parse(json) as string[];
}
