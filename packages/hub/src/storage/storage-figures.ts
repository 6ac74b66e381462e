import type { HubStorage, RepositoryStorage } from '@slipway/api';
import type { RegistryTables } from '@slipway/registry';
import { type Kysely, sql } from 'kysely';
import type { HubTables } from '../tables.ts';

type Query = Kysely<HubTables & RegistryTables>;

const largestShown = 50;

/** What a repository takes now. Reads its own rows, and asks of each blob whether others have it. */
export async function repositoryStorage(query: Query, id: number): Promise<RepositoryStorage> {
  const own = sql`b.digest in (
    select digest from registry_blob_links where repository_id = ${id}
    union select digest from registry_manifests where repository_id = ${id}
  )`;
  const shared = sql`(
    exists (select 1 from registry_blob_links l where l.digest = b.digest and l.repository_id <> ${id})
    or exists (select 1 from registry_manifests m where m.digest = b.digest and m.repository_id <> ${id})
  )`;
  const [sums, unreferenced, tags, manifests] = await Promise.all([
    sql<{ count: number; total: number | null; shared: number | null }>`
      select count(*) as count, sum(b.size) as total,
        sum(case when ${shared} then b.size else 0 end) as shared
      from registry_blobs b where ${own}
    `.execute(query),
    sql<{ bytes: number | null }>`
      select sum(b.size) as bytes from registry_blob_links l
      inner join registry_blobs b on b.digest = l.digest
      where l.repository_id = ${id} and l.unreferenced_since is not null
        and not exists (
          select 1 from registry_manifest_references r
          where r.child_digest = l.digest and r.repository_id = ${id}
        )
    `.execute(query),
    query
      .selectFrom('registry_tags')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('repository_id', '=', id)
      .executeTakeFirstOrThrow(),
    query
      .selectFrom('registry_manifests')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('repository_id', '=', id)
      .executeTakeFirstOrThrow(),
  ]);
  const total = Number(sums.rows[0]?.total ?? 0);
  const sharedBytes = Number(sums.rows[0]?.shared ?? 0);
  return {
    total_bytes: total,
    own_bytes: total - sharedBytes,
    shared_bytes: sharedBytes,
    unreferenced_bytes: Number(unreferenced.rows[0]?.bytes ?? 0),
    blobs: Number(sums.rows[0]?.count ?? 0),
    manifests: Number(manifests.count),
    tags: Number(tags.count),
  };
}

/** What all content takes. Tags, manifests and links are added up from what repositories were counted to. */
export async function hubStorage(query: Query): Promise<Omit<HubStorage, 'counted_at'>> {
  const [blobs, garbage, facts, namespaces] = await Promise.all([
    query
      .selectFrom('registry_blobs')
      .select(({ fn }) => [fn.countAll<number>().as('count'), fn.sum<number>('size').as('bytes')])
      .executeTakeFirstOrThrow(),
    query
      .selectFrom('registry_blobs')
      .select(({ fn }) => fn.sum<number>('size').as('bytes'))
      .where('unlinked_since', 'is not', null)
      .executeTakeFirstOrThrow(),
    query
      .selectFrom('hub_repository_facts')
      .select(({ fn }) => [
        fn.countAll<number>().as('repositories'),
        fn.sum<number>('tags').as('tags'),
        fn.sum<number>('manifests').as('manifests'),
        fn.sum<number>('storage_bytes').as('bytes'),
      ])
      .executeTakeFirstOrThrow(),
    query
      .selectFrom('hub_namespace_storage as storage')
      .innerJoin('hub_accounts as account', 'account.id', 'storage.namespace_id')
      .select(['account.name', 'storage.bytes'])
      .orderBy('storage.bytes', 'desc')
      .limit(largestShown)
      .execute(),
  ]);
  return {
    blobs: Number(blobs.count),
    bytes: Number(blobs.bytes ?? 0),
    linked_bytes: Number(facts.bytes ?? 0),
    manifests: Number(facts.manifests ?? 0),
    tags: Number(facts.tags ?? 0),
    repositories: Number(facts.repositories),
    garbage_bytes: Number(garbage.bytes ?? 0),
    namespaces: namespaces.map(({ name, bytes }) => ({ name, total_bytes: Number(bytes) })),
  };
}
