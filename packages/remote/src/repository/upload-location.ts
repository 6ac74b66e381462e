import { RemoteError } from '../errors.ts';
import type { HttpResponse } from '../transport/http.ts';
import type { RepositoryContext } from './repository-context.ts';

/** Where the upload goes on: relative or absolute, with or without a query. */
export function uploadLocation(context: RepositoryContext, response: HttpResponse): URL {
  const location = response.header('location');
  if (!location || !URL.canParse(location, response.url.href)) {
    throw new RemoteError(
      'INVALID_RESPONSE',
      `${context.location.registry} started an upload without a usable Location`,
      { registry: context.location.registry },
    );
  }
  const url = new URL(location, response.url);
  // A registry behind a TLS proxy that does not know it names itself with http:.
  const downgraded = response.url.protocol === 'https:' && url.protocol === 'http:';
  if (downgraded && url.hostname === response.url.hostname) {
    return new URL(`${url.pathname}${url.search}`, response.url);
  }
  return url;
}
