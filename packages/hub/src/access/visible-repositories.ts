import type { Database } from '@slipway/database';
import type { HubTables } from '../tables.ts';
import { reach } from '../tokens/scopes.ts';
import type { Subject } from './subject.ts';
import { visibleTo } from './visible.ts';

/** Names of repositories that somebody may pull from, in the order of their bytes. */
export class VisibleRepositories {
  readonly #database: Database<HubTables>;

  constructor(database: Database<HubTables>) {
    this.#database = database;
  }

  /** At most `limit` names after `last`. */
  async after(subject: Subject, page: { last?: string; limit: number }): Promise<string[]> {
    // What is public and what is one's own are ranges of an index each, read no further than one
    // page, rather than one filtered scan.
    const [shared, own] = await Promise.all([
      this.#open(page, subject, (query) => query.where('repository.visibility', '=', 'public')),
      subject.accountId !== undefined && subject.reach >= reach.read
        ? this.#open(page, subject, (query) => query.where('repository.visibility', '=', 'private'))
        : [],
    ]);
    const names = new Set([...paths(shared), ...paths(own)]);
    // Names are ASCII: the order of UTF-16 units is that of bytes.
    return [...names].sort().slice(0, page.limit);
  }

  #open(
    page: { last?: string; limit: number },
    subject: Subject,
    narrow: (query: ReturnType<typeof openRepositories>) => ReturnType<typeof openRepositories>,
  ): Promise<{ path: string }[]> {
    return narrow(openRepositories(this.#database))
      .where(visibleTo(subject) as never)
      .where('repository.path', '>', page.last ?? '')
      .orderBy('repository.path')
      .limit(page.limit)
      .execute();
  }
}

function openRepositories(database: Database<HubTables>) {
  return database.query
    .selectFrom('hub_repositories as repository')
    .innerJoin('hub_accounts as account', 'account.id', 'repository.namespace_id')
    .select('repository.path')
    .where('account.closed_at', 'is', null);
}

function paths(rows: readonly { path: string }[]): string[] {
  return rows.map((row) => row.path);
}
