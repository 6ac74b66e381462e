import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import { repositoryTeamRouteList } from './repository-team-routes.ts';
import { teamRouteList } from './team-routes.ts';

/** Teams of organizations, and what they may do with repositories. */
export function teamArea(services: HubServices): HubArea {
  return { routes: [...teamRouteList(services), ...repositoryTeamRouteList(services)] };
}
