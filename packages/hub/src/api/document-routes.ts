import { openApiDocument, openApiRoutes, routeContracts } from '@slipway/api';
import type { HubArea } from '../hub-area.ts';
import { implement } from './hub-router.ts';

/** The hub's own description, made from the contracts that it serves. */
export function documentArea(version: string): HubArea {
  let document: ReturnType<typeof openApiDocument> | undefined;
  return {
    routes: [
      implement(openApiRoutes.document, async () => {
        document ??= openApiDocument(routeContracts, { version });
        return {
          status: 200,
          body: document,
          headers: { 'cache-control': 'public, max-age=300' },
        };
      }),
    ],
  };
}
