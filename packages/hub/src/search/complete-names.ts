import type { Database } from '@slipway/database';
import { visibleTo } from '../access/visible.ts';
import type { Viewer } from '../repositories/repository-shown.ts';
import type { HubTables } from '../tables.ts';
import { seenFigures } from './seen-figures.ts';

/** After every character of a name. */
const last = '\u{7f}';

/** Names that begin as typed: `namespace/name` where there is a slash, else names or namespaces. */
export async function completeNames(
  database: Database<HubTables>,
  { subject, granted }: Viewer,
  { typed, size }: { readonly typed: string; readonly size: number },
): Promise<string[]> {
  const text = typed.trim().toLowerCase();
  if (!/^[a-z0-9][a-z0-9._/-]*$/.test(text)) return [];
  const seen = seenFigures(subject, granted);
  const visible = () =>
    database.query
      .selectFrom('hub_repository_figures as figures')
      .innerJoin('hub_repositories as repository', 'repository.id', 'figures.repository_id')
      .innerJoin('hub_accounts as account', 'account.id', 'repository.namespace_id')
      .select(['repository.path', 'figures.rank_key'])
      .where('account.closed_at', 'is', null)
      .where(visibleTo(subject) as never)
      .where(seen as never)
      .limit(size);
  const [byName, byPath] = await Promise.all([
    text.includes('/')
      ? []
      : visible()
          .where('figures.name', '>=', text)
          .where('figures.name', '<', `${text}${last}`)
          .orderBy('figures.name')
          .orderBy('figures.rank_key', 'desc')
          .execute(),
    visible()
      .where('repository.path', '>=', text)
      .where('repository.path', '<', `${text}${last}`)
      .orderBy('repository.path')
      .execute(),
  ]);
  const paths = [...byName, ...byPath].map((row) => row.path);
  return [...new Set(paths)].slice(0, size);
}
