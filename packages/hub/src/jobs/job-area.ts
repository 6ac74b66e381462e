import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import { jobAreaRoutes, type KnownJobs } from './job-routes.ts';

/** What administrators see and do of the jobs of all areas. */
export function jobArea(services: HubServices, known: () => KnownJobs): HubArea {
  return { routes: jobAreaRoutes(services, known) };
}
