import { categoryNames, categoryRoutes } from '@slipway/api';
import { implement } from '../api/hub-router.ts';
import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import { quotaRouteDefinitions } from '../quotas/quota-routes.ts';
import { grantedPlaces } from '../search/granted-places.ts';
import { searchJobs } from '../search/rebuild-index.ts';
import { searchRouteDefinitions } from '../search/search-routes.ts';
import { starRouteDefinitions } from '../stars/star-routes.ts';
import { lifecycleRouteDefinitions } from './lifecycle-routes.ts';
import { nameRouteDefinitions } from './name-routes.ts';
import type { RepositoryServices } from './repository-access.ts';
import { repositoryRouteDefinitions } from './repository-routes.ts';

/** Repositories, and how they are found. */
export function repositoryArea(hubServices: HubServices): HubArea {
  const services: RepositoryServices = {
    ...hubServices,
    granted: grantedPlaces(hubServices.database),
  };
  return {
    routes: [
      ...repositoryRouteDefinitions(services),
      ...nameRouteDefinitions(services),
      ...lifecycleRouteDefinitions(services),
      ...starRouteDefinitions(services),
      ...quotaRouteDefinitions(services),
      ...searchRouteDefinitions(services),
      implement(categoryRoutes.list, async () => ({
        status: 200,
        body: Object.entries(categoryNames).map(([slug, name]) => ({ name, slug })),
      })),
    ],
    periodic: searchJobs(services.database),
  };
}
