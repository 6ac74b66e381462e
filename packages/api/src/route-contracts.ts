import { accessTokenRoutes } from './access-token.ts';
import { accountRoutes } from './account.ts';
import { administrationRoutes } from './administration.ts';
import { auditRoutes } from './audit.ts';
import { categoryRoutes } from './category.ts';
import { collaboratorRoutes } from './collaborator.ts';
import { eventRoutes } from './event.ts';
import { imageRoutes } from './image.ts';
import { inviteRoutes } from './invite.ts';
import { jobRoutes } from './job.ts';
import { layerRoutes } from './layer.ts';
import { loginRoutes } from './login.ts';
import { masterKeyRoutes } from './master-key.ts';
import { namespaceRoutes } from './namespace.ts';
import { openApiRoutes } from './openapi.ts';
import { openidRoutes } from './openid.ts';
import { organizationRoutes } from './organization.ts';
import { organizationTokenRoutes } from './organization-token.ts';
import { passkeyRoutes } from './passkey.ts';
import { quotaRoutes } from './quota.ts';
import { registryTokenRoutes } from './registry-token.ts';
import { repositoryRoutes } from './repository.ts';
import { retentionRoutes } from './retention.ts';
import type { RouteContract } from './route-contract.ts';
import { searchRoutes } from './search.ts';
import { sessionRoutes } from './session.ts';
import { invitationRoutes, signUpRoutes } from './sign-up.ts';
import { starRoutes } from './star.ts';
import { storageRoutes } from './storage.ts';
import { tagRoutes } from './tag.ts';
import { teamRoutes } from './team.ts';
import { twoFactorRoutes } from './two-factor.ts';
import { userRoutes } from './user.ts';
import { namespaceWebhookRoutes, webhookCallbackRoutes, webhookRoutes } from './webhook.ts';

/** Every route of the API. */
export const routeContracts: readonly RouteContract[] = contractsOf(
  openApiRoutes,
  registryTokenRoutes,
  loginRoutes,
  userRoutes,
  sessionRoutes,
  accountRoutes,
  administrationRoutes,
  signUpRoutes,
  invitationRoutes,
  accessTokenRoutes,
  repositoryRoutes,
  starRoutes,
  quotaRoutes,
  categoryRoutes,
  searchRoutes,
  tagRoutes,
  imageRoutes,
  layerRoutes,
  retentionRoutes,
  storageRoutes,
  masterKeyRoutes,
  twoFactorRoutes,
  passkeyRoutes,
  openidRoutes,
  jobRoutes,
  eventRoutes,
  webhookRoutes,
  namespaceWebhookRoutes,
  webhookCallbackRoutes,
  organizationRoutes,
  teamRoutes,
  inviteRoutes,
  collaboratorRoutes,
  organizationTokenRoutes,
  auditRoutes,
  namespaceRoutes,
);

/** Through a function: a list of them as a literal is a type that the compiler takes long to find. */
function contractsOf(
  ...groups: readonly Readonly<Record<string, RouteContract>>[]
): readonly RouteContract[] {
  return groups.flatMap((routes) => Object.values(routes));
}
