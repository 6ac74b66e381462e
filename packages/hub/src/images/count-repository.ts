import type { ContentType } from '@slipway/api';
import type { Database } from '@slipway/database';
import type { RegistryTables } from '@slipway/registry';
import { sql } from 'kysely';
import type { HubTables } from '../tables.ts';
import type { RepositoryFacts } from './facts-commands.ts';

type Tables = HubTables & RegistryTables;

/** Content that accompanies other content: a repository is not known for it. */
const companions: readonly ContentType[] = ['signature', 'sbom', 'attestation'];

/** Counts a repository. Reads its own rows alone, and no manifest's bytes. */
export async function countRepository(
  { query }: Database<Tables>,
  repositoryId: number,
): Promise<RepositoryFacts> {
  const images = () =>
    query
      .selectFrom('registry_manifests as manifest')
      .innerJoin('hub_images as image', 'image.digest', 'manifest.digest')
      .where('manifest.repository_id', '=', repositoryId);
  const [contents, platforms, mediaTypes, storage, tags, manifests] = await Promise.all([
    images().select('image.content_type').distinct().orderBy('image.content_type').execute(),
    images()
      .select(['image.os', 'image.architecture'])
      .distinct()
      .where('image.os', '<>', '')
      .where('image.os', '<>', 'unknown')
      .execute(),
    query
      .selectFrom('registry_manifests')
      .select('media_type')
      .distinct()
      .where('repository_id', '=', repositoryId)
      .orderBy('media_type')
      .execute(),
    storageBytes(query, [repositoryId]),
    query
      .selectFrom('registry_tags')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('repository_id', '=', repositoryId)
      .executeTakeFirstOrThrow(),
    query
      .selectFrom('registry_manifests')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('repository_id', '=', repositoryId)
      .executeTakeFirstOrThrow(),
  ]);
  const all = contents.map(({ content_type }) => content_type);
  const known = all.filter((type) => !companions.includes(type));
  return {
    mediaTypes: mediaTypes.map(({ media_type }) => media_type),
    contentTypes: known.length > 0 ? known : all,
    platforms,
    storageBytes: storage,
    tags: Number(tags.count),
    manifests: Number(manifests.count),
  };
}

/** Bytes of all that these repositories link, each blob once. */
export async function storageBytes(
  query: Database<Tables>['query'],
  repositoryIds: readonly number[],
): Promise<number> {
  if (repositoryIds.length === 0) return 0;
  const ids = sql.join(repositoryIds);
  const { rows } = await sql<{ bytes: number | null }>`
    select sum(b.size) as bytes from registry_blobs b where b.digest in (
      select digest from registry_blob_links where repository_id in (${ids})
      union select digest from registry_manifests where repository_id in (${ids})
    )`.execute(query);
  return Number(rows[0]?.bytes ?? 0);
}

/** Bytes of all that a namespace's repositories link, each blob once. */
export async function namespaceBytes(
  query: Database<Tables>['query'],
  namespaceId: number,
): Promise<number> {
  const own = sql`select id from hub_repositories where namespace_id = ${namespaceId}`;
  const { rows } = await sql<{ bytes: number | null }>`
    select sum(b.size) as bytes from registry_blobs b where b.digest in (
      select digest from registry_blob_links where repository_id in (${own})
      union select digest from registry_manifests where repository_id in (${own})
    )`.execute(query);
  return Number(rows[0]?.bytes ?? 0);
}
