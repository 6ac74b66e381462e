import { accessTokenRoutes } from './access-token.ts';
import { loginRoutes } from './login.ts';
import { masterKeyRoutes } from './master-key.ts';
import { openApiRoutes } from './openapi.ts';
import { registryTokenRoutes } from './registry-token.ts';
import { repositoryRoutes } from './repository.ts';
import type { RouteContract } from './route-contract.ts';
import { tagRoutes } from './tag.ts';
import { userRoutes } from './user.ts';

/** Every route of the API. */
export const routeContracts: readonly RouteContract[] = [
  openApiRoutes,
  registryTokenRoutes,
  loginRoutes,
  userRoutes,
  accessTokenRoutes,
  repositoryRoutes,
  tagRoutes,
  masterKeyRoutes,
].flatMap((routes): RouteContract[] => Object.values(routes));
