import { type Tag, tagRoutes } from '@slipway/api';
import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import { implement } from './hub-router.ts';
import { offsetOf, pageAnswer, pageQuery } from './paging.ts';
import { pathName, unknownRepository } from './repository-routes.ts';

/** A repository's tags, newest first. */
export function tagArea(services: HubServices): HubArea {
  return {
    routes: [
      implement(tagRoutes.list, async (request) => {
        const query = pageQuery(request);
        const { value: place } = await services.live.places.get(pathName(request));
        if (!place.repository) throw unknownRepository();
        const tags = services.database.query
          .selectFrom('registry_tags as tag')
          .where('tag.repository_id', '=', place.repository.id);
        const [rows, { count }] = await Promise.all([
          tags
            .innerJoin('registry_manifests as manifest', (join) =>
              join
                .onRef('manifest.repository_id', '=', 'tag.repository_id')
                .onRef('manifest.digest', '=', 'tag.digest'),
            )
            .select(['tag.name', 'tag.digest', 'tag.updated_at', 'manifest.media_type'])
            .orderBy('tag.updated_at', 'desc')
            .orderBy('tag.name')
            .limit(query.page_size)
            .offset(offsetOf(query))
            .execute(),
          tags
            .select((select) => select.fn.countAll<number>().as('count'))
            .executeTakeFirstOrThrow(),
        ]);
        const results = rows.map(
          (row): Tag => ({
            name: row.name,
            digest: row.digest,
            media_type: row.media_type,
            last_updated: new Date(row.updated_at).toISOString(),
            tag_last_pushed: new Date(row.updated_at).toISOString(),
            tag_status: 'active',
            v2: true,
          }),
        );
        const found = { count: Number(count), results };
        return { status: 200, body: pageAnswer(request, query, found) };
      }),
    ],
  };
}
