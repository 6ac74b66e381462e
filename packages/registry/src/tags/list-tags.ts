import { tryParseTag } from '@slipway/oci';
import type { ExistingRepositoryExchange } from '../exchange.ts';
import { badQuery, pageSize, queryValue } from '../http/query-parameters.ts';
import { sendJson } from '../http/respond.ts';

/** GET of a repository's tags in byte order, by pages (distribution spec, "Listing Tags"). */
export async function listTags(exchange: ExistingRepositoryExchange): Promise<void> {
  const { services, response, repository, query } = exchange;
  const limit = pageSize(query, services.limits.tagsPageSize);
  const last = queryValue(query, 'last');
  if (last !== undefined && last !== '' && !tryParseTag(last)) throw badQuery('last is no tag');
  let select = services.database.query
    .selectFrom('registry_tags')
    .select('name')
    .where('repository_id', '=', repository.id)
    .orderBy('name')
    .limit(limit + 1);
  if (last) select = select.where('name', '>', last);
  const names = limit === 0 ? [] : (await select.execute()).map(({ name }) => name);
  const tags = names.slice(0, limit);
  const headers = ['Content-Type', 'application/json'];
  if (names.length > limit) {
    headers.push(
      'Link',
      `</v2/${repository.name}/tags/list?n=${limit}&last=${tags.at(-1)}>; rel="next"`,
    );
  }
  sendJson(response, 200, { name: repository.name, tags }, headers);
}
