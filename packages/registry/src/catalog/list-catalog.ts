import { tryParseRepositoryName } from '@slipway/oci';
import type { Exchange } from '../exchange.ts';
import { badQuery, pageSize, queryValue } from '../http/query-parameters.ts';
import { sendJson } from '../http/respond.ts';

/** GET of the repositories that the caller may pull, in byte order, by pages. */
export async function listCatalog({ services, response, caller, query }: Exchange): Promise<void> {
  const limit = pageSize(query, services.limits.catalogPageSize);
  const last = queryValue(query, 'last') || undefined;
  if (last !== undefined && !tryParseRepositoryName(last)) {
    throw badQuery('last is no repository name');
  }
  const page = { ...(last === undefined ? {} : { last }), limit: limit + 1 };
  const names = limit === 0 ? [] : await services.authority.listRepositories(caller, page);
  const repositories = names.slice(0, limit);
  const headers = ['Content-Type', 'application/json'];
  if (names.length > limit) {
    const next = encodeURIComponent(repositories.at(-1) ?? '');
    headers.push('Link', `</v2/_catalog?n=${limit}&last=${next}>; rel="next"`);
  }
  sendJson(response, 200, { repositories }, headers);
}
