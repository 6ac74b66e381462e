import type { Kysely, Transaction } from 'kysely';
import type { HubTables } from '../tables.ts';

/** A repository as search keeps it. */
export interface SearchDocument {
  readonly repositoryId: number;
  /** Its place in the order of what is best known: greater is before. Holds the id. */
  readonly rankKey: number;
  /** Words of the name. */
  readonly name: readonly string[];
  /** Of namespace, former names, short description and categories. */
  readonly title: readonly string[];
  /** Of the full description. */
  readonly text: readonly string[];
  readonly labels: readonly string[];
}

/** How much of a repository is looked at: each of these and what stands before it. */
export type SearchDepth = 'name' | 'title' | 'text';

export interface IndexQuery {
  /** Each must be there. */
  readonly words: readonly string[];
  /** And a word that begins so. */
  readonly beginning: string | undefined;
  readonly depth: SearchDepth;
  /** Of each group, one must be there. */
  readonly labels: readonly (readonly string[])[];
  readonly limit: number;
}

/**
 * Where words are looked up. Each engine has its own way of keeping them, and both answer the same:
 * ids of repositories, the best known first.
 */
export interface SearchIndex {
  find(query: Kysely<HubTables>, asked: IndexQuery): Promise<number[]>;
  /** Sets a repository's words, in the transaction that changes it. */
  put(
    transaction: Transaction<HubTables>,
    document: SearchDocument,
    previousRankKey: number,
  ): Promise<void>;
  remove(
    transaction: Transaction<HubTables>,
    repository: { readonly repositoryId: number; readonly rankKey: number },
  ): Promise<void>;
}

/** Above every id: the rest of a rank key is how well known the repository is. */
export const rankStep = 2 ** 33;
