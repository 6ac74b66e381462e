import type { ImageEntry, imageListQuerySchema, PageQuery } from '@slipway/api';
import type { Digest } from '@slipway/oci';
import type { RegistryTables } from '@slipway/registry';
import { type Kysely, sql } from 'kysely';
import type { z } from 'zod';
import { offsetOf } from '../api/paging.ts';
import type { HubServices } from '../hub-services.ts';
import type { HubTables } from '../tables.ts';
import { isoTime, isoTimeOrNull } from '../tags/iso-time.ts';
import { pullsByDigest } from '../tags/pull-times.ts';
import type { ImageReader } from './image-reader.ts';
import type { ImageSummary } from './image-summary.ts';

/** Docker Hub's measure: neither pushed nor pulled for six months. */
const staleAfter = 183 * 24 * 3_600_000;
const tagsShown = 10;

type Asked = z.output<typeof imageListQuerySchema>;

/** One page of a repository's manifests, tagged or not. */
export async function listImages(
  services: Pick<HubServices, 'database' | 'clock'>,
  reader: ImageReader,
  { repositoryId, page, asked }: { repositoryId: number; page: PageQuery; asked: Asked },
): Promise<{ count: number; results: ImageEntry[] }> {
  const { query } = services.database;
  const now = services.clock();
  const matching = () => filtered(query, { repositoryId, asked, now });
  const [rows, { count }] = await Promise.all([
    ordered(matching(), asked.ordering)
      .select(['manifest.digest', 'manifest.media_type as mediaType', 'manifest.pushed_at'])
      .select(['manifest.subject_digest', 'manifest.untagged_at', 'manifest.content_size'])
      .select(({ exists, selectFrom }) =>
        exists(
          selectFrom('registry_manifest_references as reference')
            .select('reference.child_digest')
            .whereRef('reference.child_digest', '=', 'manifest.digest')
            .where('reference.repository_id', '=', repositoryId)
            .where('reference.kind', '=', 'manifest'),
        ).as('in_index'),
      )
      .limit(page.page_size)
      .offset(offsetOf(page))
      .execute(),
    matching()
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow(),
  ]);
  const digests = rows.map(({ digest }) => digest);
  const [summaries, pulls, tags] = await Promise.all([
    reader.summaries(rows),
    pullsByDigest(services.database, repositoryId, digests),
    tagsOf(query, repositoryId, digests),
  ]);
  const results = rows.map((row): ImageEntry => {
    const summary = summaries.get(row.digest);
    const last = pulls.get(row.digest)?.last ?? 0;
    const named = tags.get(row.digest) ?? { names: [], count: 0 };
    return {
      digest: row.digest,
      media_type: row.mediaType,
      kind: summary?.kind ?? 'artifact',
      content_type: summary?.contentType ?? 'artifact',
      size: Number(row.content_size ?? summary?.size ?? 0),
      platforms: platformsOf(summary),
      tags: named.names,
      tag_count: named.count,
      in_index: Number(row.in_index) !== 0,
      subject: row.subject_digest,
      last_pushed: isoTime(row.pushed_at),
      last_pulled: isoTimeOrNull(last),
      untagged_since: named.count > 0 ? null : isoTimeOrNull(row.untagged_at),
      is_stale: now - Math.max(last, row.pushed_at) > staleAfter,
    };
  });
  return { count: Number(count), results };
}

function filtered(
  query: Kysely<HubTables & RegistryTables>,
  { repositoryId, asked, now }: { repositoryId: number; asked: Asked; now: number },
) {
  const { filter = 'all', search } = asked;
  let rows = query
    .selectFrom('registry_manifests as manifest')
    .leftJoin('hub_digest_pulls as pulled', (join) =>
      join
        .onRef('pulled.repository_id', '=', 'manifest.repository_id')
        .onRef('pulled.digest', '=', 'manifest.digest'),
    )
    .where('manifest.repository_id', '=', repositoryId);
  if (filter === 'tagged') rows = rows.where('manifest.untagged_at', 'is', null);
  if (filter === 'untagged') {
    rows = rows
      .where('manifest.untagged_at', 'is not', null)
      .where('manifest.subject_digest', 'is', null)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('registry_manifest_references as reference')
              .select('reference.child_digest')
              .whereRef('reference.child_digest', '=', 'manifest.digest')
              .where('reference.repository_id', '=', repositoryId)
              .where('reference.kind', '=', 'manifest'),
          ),
        ),
      );
  }
  if (filter === 'index' || filter === 'image' || filter === 'artifact') {
    rows = rows.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('hub_images as image')
          .select('image.digest')
          .whereRef('image.digest', '=', 'manifest.digest')
          .where('image.kind', '=', filter),
      ),
    );
  }
  if (filter === 'stale') {
    rows = rows
      .where('manifest.pushed_at', '<', now - staleAfter)
      .where((where) =>
        where.or([
          where('pulled.last_pulled_at', 'is', null),
          where('pulled.last_pulled_at', '<', now - staleAfter),
        ]),
      );
  }
  return search ? rows.where(matching(search, repositoryId)) : rows;
}

/** Part of the digest, or of the name of a tag. */
function matching(search: string, repositoryId: number) {
  const text = search.toLowerCase().replaceAll('\0', '\ufffd');
  const like = `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
  return sql<boolean>`(manifest.digest like ${like} escape '\\' or exists (
    select 1 from registry_tags t
    where t.repository_id = ${repositoryId} and t.digest = manifest.digest
      and lower(t.name) like ${like} escape '\\'
  ))`;
}

function ordered<Query extends ReturnType<typeof filtered>>(
  rows: Query,
  ordering: Asked['ordering'] = '-last_pushed',
): Query {
  const direction = ordering.startsWith('-') ? 'desc' : 'asc';
  const columns = {
    last_pushed: sql`manifest.pushed_at`,
    last_pulled: sql`coalesce(pulled.last_pulled_at, 0)`,
    size: sql`coalesce(manifest.content_size, 0)`,
  };
  const column = columns[ordering.replace('-', '') as keyof typeof columns];
  return rows.orderBy(column, direction).orderBy('manifest.digest', direction) as Query;
}

async function tagsOf(
  query: Kysely<RegistryTables & HubTables>,
  repositoryId: number,
  digests: readonly Digest[],
): Promise<Map<Digest, { names: string[]; count: number }>> {
  const found = new Map<Digest, { names: string[]; count: number }>();
  if (digests.length === 0) return found;
  const rows = await query
    .selectFrom('registry_tags')
    .select(['digest', 'name'])
    .where('repository_id', '=', repositoryId)
    .where('digest', 'in', digests)
    .orderBy('sort_key', 'desc')
    .limit(10_000)
    .execute();
  for (const { digest, name } of rows) {
    const named = found.get(digest) ?? { names: [], count: 0 };
    named.count++;
    if (named.names.length < tagsShown) named.names.push(name);
    found.set(digest, named);
  }
  return found;
}

function platformsOf(summary: ImageSummary | undefined): ImageEntry['platforms'] {
  if (!summary) return [];
  if (summary.platform) return [summary.platform];
  return (summary.members ?? [])
    .flatMap(({ platform }) => (platform ? [platform] : []))
    .slice(0, 50);
}
