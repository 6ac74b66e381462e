import type { Digest } from '@slipway/oci';
import type { RegistryTables } from '@slipway/registry';
import type { Kysely } from 'kysely';
import { cosignPrefix } from './list-referrers.ts';

/** Digests in one `in (…)`. */
const batch = 400;

/** What planning a deletion asks of one repository: each question for many manifests at once. */
export class DeletionQueries {
  readonly #query: Kysely<RegistryTables>;
  readonly #repositoryId: number;

  constructor(query: Kysely<RegistryTables>, repositoryId: number) {
    this.#query = query;
    this.#repositoryId = repositoryId;
  }

  /** Those of these manifests that the repository has. */
  present(digests: readonly Digest[]) {
    return batched(digests, (part) =>
      this.#query
        .selectFrom('registry_manifests')
        .select(['digest', 'subject_digest', 'untagged_at'])
        .where('repository_id', '=', this.#repositoryId)
        .where('digest', 'in', part)
        .execute(),
    );
  }

  tagsNaming(digests: readonly Digest[]) {
    return batched(digests, (part) =>
      this.#query
        .selectFrom('registry_tags')
        .select(['name', 'digest'])
        .where('repository_id', '=', this.#repositoryId)
        .where('digest', 'in', part)
        .execute(),
    );
  }

  /** Members of these indexes that the repository has. */
  members(indexes: readonly Digest[]) {
    return batched(indexes, (part) =>
      this.#query
        .selectFrom('registry_manifest_references as reference')
        .innerJoin('registry_manifests as manifest', (join) =>
          join
            .onRef('manifest.repository_id', '=', 'reference.repository_id')
            .onRef('manifest.digest', '=', 'reference.child_digest'),
        )
        .select(['reference.manifest_digest as index', 'manifest.digest as member'])
        .where('reference.repository_id', '=', this.#repositoryId)
        .where('reference.manifest_digest', 'in', part)
        .where('reference.kind', '=', 'manifest')
        .execute(),
    );
  }

  /** Indexes of the repository that name these manifests. */
  indexesNaming(members: readonly Digest[]) {
    return batched(members, (part) =>
      this.#query
        .selectFrom('registry_manifest_references')
        .select(['manifest_digest as index', 'child_digest as member'])
        .where('child_digest', 'in', part)
        .where('repository_id', '=', this.#repositoryId)
        .where('kind', '=', 'manifest')
        .execute(),
    );
  }

  /** Manifests whose subject is one of these. */
  referrers(subjects: readonly Digest[]) {
    return batched(subjects, (part) =>
      this.#query
        .selectFrom('registry_manifests')
        .select(['digest', 'subject_digest as subject'])
        .where('repository_id', '=', this.#repositoryId)
        .where('subject_digest', 'in', part)
        .execute(),
    );
  }

  /** Tags by which cosign and older clients attach something to one of these. */
  companionTags(subjects: readonly Digest[]) {
    const suffixes = ['', '.sig', '.att', '.sbom'];
    const names = subjects.flatMap((subject) =>
      suffixes.map((suffix) => cosignPrefix(subject) + suffix),
    );
    return batched(names, (part) =>
      this.#query
        .selectFrom('registry_tags')
        .select(['name', 'digest'])
        .where('repository_id', '=', this.#repositoryId)
        .where('name', 'in', part)
        .execute(),
    );
  }

  /** What these manifests name as config and layers. */
  contents(digests: readonly Digest[]) {
    return batched(digests, (part) =>
      this.#query
        .selectFrom('registry_manifest_references')
        .select(['manifest_digest as manifest', 'child_digest as blob'])
        .where('repository_id', '=', this.#repositoryId)
        .where('manifest_digest', 'in', part)
        .where('kind', 'in', ['config', 'layer'])
        .execute(),
    );
  }

  /** By how many manifests of the repository each of these blobs is named. */
  timesNamed(blobs: readonly Digest[]) {
    return batched(blobs, (part) =>
      this.#query
        .selectFrom('registry_manifest_references')
        .select('child_digest as blob')
        .select(({ fn }) => fn.count<number>('manifest_digest').distinct().as('times'))
        .where('child_digest', 'in', part)
        .where('repository_id', '=', this.#repositoryId)
        .where('kind', 'in', ['config', 'layer'])
        .groupBy('child_digest')
        .execute(),
    );
  }

  /** Sizes, and whether another repository has it as well. */
  blobs(digests: readonly Digest[]) {
    const repositoryId = this.#repositoryId;
    return batched(digests, (part) =>
      this.#query
        .selectFrom('registry_blobs as blob')
        .select(['blob.digest', 'blob.size'])
        .select(({ or, exists, selectFrom }) =>
          or([
            exists(
              selectFrom('registry_blob_links as link')
                .select('link.digest')
                .whereRef('link.digest', '=', 'blob.digest')
                .where('link.repository_id', '<>', repositoryId),
            ),
            exists(
              selectFrom('registry_manifests as manifest')
                .select('manifest.digest')
                .whereRef('manifest.digest', '=', 'blob.digest')
                .where('manifest.repository_id', '<>', repositoryId),
            ),
          ]).as('is_shared'),
        )
        .where('blob.digest', 'in', part)
        .execute(),
    );
  }
}

async function batched<Key, Row>(
  keys: readonly Key[],
  ask: (part: Key[]) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let start = 0; start < keys.length; start += batch) {
    rows.push(...(await ask(keys.slice(start, start + batch))));
  }
  return rows;
}
