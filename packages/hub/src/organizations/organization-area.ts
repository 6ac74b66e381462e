import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import { memberRouteList } from './member-routes.ts';
import { namespaceRouteList } from './namespace-routes.ts';
import { organizationRouteList } from './organization-routes.ts';

/** Organizations, their members, and the summary of any namespace. */
export function organizationArea(services: HubServices): HubArea {
  return {
    routes: [
      ...organizationRouteList(services),
      ...memberRouteList(services),
      ...namespaceRouteList(services),
    ],
  };
}
