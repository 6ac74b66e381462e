import { engineOf } from '@slipway/database';
import type { Kysely } from 'kysely';
import type { HubTables } from '../tables.ts';
import { postgresqlSearchIndex } from './postgresql-search-index.ts';
import type { SearchIndex } from './search-index.ts';
import { sqliteSearchIndex } from './sqlite-search-index.ts';

/** The index of the engine that a query or transaction runs on. */
export function searchIndexOf(query: Kysely<HubTables>): SearchIndex {
  return engineOf(query as unknown as Kysely<never>) === 'postgresql'
    ? postgresqlSearchIndex
    : sqliteSearchIndex;
}
