import type { RegistryTables } from '@slipway/registry';
import type { Kysely } from 'kysely';
import type { HubTables } from '../tables.ts';
import { matchesTag } from './tag-pattern.ts';

/** Tags that are looked at between two turns of the event loop. */
const batch = 2000;
/** Tags that are looked at in all: one repository has fewer, or the answer says what it saw. */
const mostTags = 200_000;
const mostShown = 1000;

/** Tags of a repository that a pattern matches, in natural order: the first of them, and how many. */
export async function matchingTags(
  query: Kysely<HubTables & RegistryTables>,
  repositoryId: number,
  pattern: string,
): Promise<{ tags: string[]; count: number }> {
  const tags: string[] = [];
  let count = 0;
  let after = '';
  for (let seen = 0; seen < mostTags; seen += batch) {
    const rows = await query
      .selectFrom('registry_tags')
      .select(['name', 'sort_key'])
      .where('repository_id', '=', repositoryId)
      .where('sort_key', '>', after)
      .orderBy('sort_key')
      .limit(batch)
      .execute();
    for (const { name } of rows) {
      if (!matchesTag(pattern, name)) continue;
      count++;
      if (tags.length < mostShown) tags.push(name);
    }
    const last = rows.at(-1);
    if (!last || rows.length < batch) break;
    after = last.sort_key;
    await new Promise(setImmediate);
  }
  return { tags, count };
}
