import type { Database } from '@slipway/database';
import type { Digest } from '@slipway/oci';
import type { RegistryTables } from '@slipway/registry';
import { LRUCache } from 'lru-cache';

interface Manifest {
  readonly repositoryId: number;
  readonly digest: Digest;
}

/** Digests in one `in (…)`. */
const batch = 400;

/**
 * Which manifests are members of an index of their repository. A manifest that is one is remembered;
 * one that is none is asked for again, since it is pushed before its index.
 */
export class IndexMembers {
  readonly #database: Database<RegistryTables>;
  readonly #known = new LRUCache<string, true>({ max: 50_000 });

  constructor(database: Database<RegistryTables>) {
    this.#database = database;
  }

  /** Answers for each whether it is one, in their order. */
  async ask(manifests: readonly Manifest[]): Promise<boolean[]> {
    const unknown = manifests.filter((each) => !this.#known.has(keyOf(each)));
    for (let start = 0; start < unknown.length; start += batch) {
      const part = unknown.slice(start, start + batch);
      const rows = await this.#database.query
        .selectFrom('registry_manifest_references')
        .select(['repository_id as repositoryId', 'child_digest as digest'])
        .distinct()
        .where('kind', '=', 'manifest')
        .where('child_digest', 'in', [...new Set(part.map(({ digest }) => digest))])
        .where('repository_id', 'in', [...new Set(part.map((each) => each.repositoryId))])
        .execute();
      for (const row of rows) this.#known.set(keyOf(row), true);
    }
    return manifests.map((each) => this.#known.has(keyOf(each)));
  }
}

function keyOf({ repositoryId, digest }: Manifest): string {
  return `${repositoryId} ${digest}`;
}
