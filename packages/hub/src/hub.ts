import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ContentStore } from '@slipway/content';
import type { Database } from '@slipway/database';
import type { Authority, PullObserver, RegistryTables, RepositoryOwner } from '@slipway/registry';
import { LiveState } from './access/live-state.ts';
import { RegistryAuthority } from './access/registry-authority.ts';
import { deletionArea } from './accounts/deletion-routes.ts';
import { PasswordHasher } from './accounts/password-hasher.ts';
import { passwordResetArea } from './accounts/password-reset-routes.ts';
import { profileArea } from './accounts/profile-routes.ts';
import { signUpArea } from './accounts/sign-up-routes.ts';
import { administrationArea } from './administration/administration-routes.ts';
import { accessTokenArea } from './api/access-token-routes.ts';
import { documentArea } from './api/document-routes.ts';
import { handleRequest } from './api/handle-request.ts';
import type { HubRequestContext } from './api/hub-request.ts';
import { type HubRoute, HubRouter } from './api/hub-router.ts';
import { loginArea } from './api/login-routes.ts';
import { userArea } from './api/user-routes.ts';
import { auditArea } from './audit/audit-routes.ts';
import { collaboratorArea } from './collaborators/collaborator-routes.ts';
import type { EgressClient } from './egress/egress-client.ts';
import { eventArea } from './events/event-area.ts';
import type { HubArea } from './hub-area.ts';
import type { HubServices } from './hub-services.ts';
import type { HubSettings } from './hub-settings.ts';
import { imageArea } from './images/image-area.ts';
import { ImageReader } from './images/image-reader.ts';
import { invitationArea } from './invitations/invitation-routes.ts';
import { inviteArea } from './invites/invite-routes.ts';
import type { JobHandler, PeriodicJob } from './jobs/job.ts';
import { jobArea } from './jobs/job-area.ts';
import { layerArea } from './layers/layer-area.ts';
import { mailArea } from './mail/mail-area.ts';
import type { Mailer } from './mail/mailer.ts';
import { openidArea } from './openid/openid-area.ts';
import { organizationTokenArea } from './organization-tokens/organization-token-routes.ts';
import { organizationArea } from './organizations/organization-area.ts';
import { passkeyArea } from './passkeys/passkey-routes.ts';
import type { ApiLimiter } from './ports/api-limiter.ts';
import type { Clock } from './ports/clock.ts';
import type { HubOperations } from './ports/hub-operations.ts';
import type { Log } from './ports/log.ts';
import type { LoginLimiter } from './ports/login-limiter.ts';
import { repositoryArea } from './repositories/repository-area.ts';
import { createRepositoryOwner } from './repositories/repository-owner.ts';
import { retentionArea } from './retention/retention-area.ts';
import type { KeyRing } from './secrets/master-key.ts';
import { SecretBox } from './secrets/secret-box.ts';
import { type MasterKeyFile, secretsArea } from './secrets/secrets-area.ts';
import { BrowserSessions } from './sessions/browser-sessions.ts';
import { sessionArea } from './sessions/session-routes.ts';
import { SignIn } from './sign-in/sign-in.ts';
import { storageArea } from './storage/storage-area.ts';
import type { HubTables } from './tables.ts';
import { tagArea } from './tags/tag-area.ts';
import { teamArea } from './teams/team-area.ts';
import { tokenArea } from './token-endpoint/token-routes.ts';
import { RefreshTokens } from './tokens/refresh-tokens.ts';
import { SignedTokens } from './tokens/signed-tokens.ts';
import { SigningKeys } from './tokens/signing-keys.ts';
import { TwoFactor } from './two-factor/two-factor.ts';
import { twoFactorArea } from './two-factor/two-factor-area.ts';
import { UsageRecorder } from './usage/usage-recorder.ts';
import { hubVersion } from './version.ts';
import { webhookArea } from './webhooks/webhook-area.ts';

/** What a hub is made of. */
export interface HubDependencies {
  /** What is done now and then beside what areas do; asked for when it is needed. */
  readonly periodic?: () => readonly PeriodicJob[];
  readonly database: Database<HubTables & RegistryTables>;
  readonly content: ContentStore;
  readonly settings: HubSettings;
  readonly loginLimiter: LoginLimiter;
  readonly apiLimiter: ApiLimiter;
  readonly operations: HubOperations;
  readonly masterKeys: KeyRing;
  /** Where the keys lie in a file, which can be rotated. */
  readonly masterKeyFile?: MasterKeyFile | undefined;
  readonly egress: EgressClient;
  readonly mailer: Mailer | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** Accounts, tokens, permissions and the API: everything of the hub but its server. */
export interface Hub {
  readonly services: HubServices;
  readonly authority: Authority;
  /** For the registry's commands; the writing process, which has no hub, makes its own. */
  readonly owner: RepositoryOwner;
  readonly pulls: PullObserver;
  readonly routes: readonly HubRoute[];
  /** What follows changes, for the process that does jobs. */
  readonly jobs: readonly JobHandler[];
  readonly periodic: readonly PeriodicJob[];
  /** Whether a path (without query) is the hub's, and not the registry's or the site's. */
  owns(path: string): boolean;
  /** Answers a request to one of the hub's paths. Never throws: what goes wrong is answered and logged. */
  handle(
    request: IncomingMessage,
    response: ServerResponse,
    context: HubRequestContext,
  ): Promise<void>;
  /** Ends answers that would not end by themselves: the process is to end. */
  drain(): void;
  /** Writes the counts still in memory. The database is closed by who opened it. */
  close(): Promise<void>;
}

/** Makes the hub of one process. */
export function createHub(dependencies: HubDependencies): Hub {
  const { database, content, settings, clock, log } = dependencies;
  const live = new LiveState(database, clock);
  const { masterKeys, masterKeyFile, egress, mailer } = dependencies;
  const secrets = new SecretBox(masterKeys);
  const keys = new SigningKeys({
    ...{ database, secrets, clock, log },
    maximumAgeSeconds: settings.signingKeySeconds,
    tokenLifeSeconds: Math.max(settings.registryTokenSeconds, settings.apiTokenSeconds),
  });
  const tokens = new SignedTokens({ keys, clock, settings });
  const usage = new UsageRecorder({ database, clock, log });
  const hasher = new PasswordHasher();
  const limiter = dependencies.loginLimiter;
  const services: HubServices = {
    ...{ database, content, settings, clock, log, live, hasher, keys, tokens },
    ...{ apiLimiter: dependencies.apiLimiter, operations: dependencies.operations },
    ...{ loginLimiter: limiter, masterKeys, egress, mailer },
    secrets,
    twoFactor: new TwoFactor({ database, secrets, limiter, clock }),
    sessions: new BrowserSessions({ database, live, clock, settings }),
    signIn: new SignIn({ database, limiter, hasher, usage, live, clock }),
    refreshTokens: new RefreshTokens({
      ...{ database, live, clock },
      lifeSeconds: settings.refreshTokenSeconds,
    }),
  };
  const authority = new RegistryAuthority({ database, live, tokens, settings, clock });
  keys.onWithdrawn(() => authority.forgetTokens());
  const images = new ImageReader({ database: database as never, content });
  const areas: readonly HubArea[] = [
    documentArea(hubVersion),
    tokenArea(services),
    loginArea(services),
    userArea(services),
    sessionArea(services),
    profileArea(services),
    deletionArea(services),
    signUpArea(services),
    passwordResetArea(services),
    invitationArea(services),
    administrationArea(services),
    accessTokenArea(services),
    organizationArea(services),
    teamArea(services),
    inviteArea(services),
    collaboratorArea(services),
    organizationTokenArea(services),
    auditArea(services),
    repositoryArea(services),
    tagArea(services, images),
    imageArea(services, images),
    layerArea(services, images),
    retentionArea(services),
    storageArea(services),
    mailArea(services),
    secretsArea(services, masterKeyFile),
    twoFactorArea(services),
    passkeyArea(services),
    openidArea(services),
    jobArea(services, () => ({ jobs, periodic: periodic() })),
    webhookArea(services),
    eventArea(services),
  ];
  const jobs = areas.flatMap((area) => area.jobs ?? []);
  const periodic = () => [
    ...areas.flatMap((area) => area.periodic ?? []),
    ...(dependencies.periodic?.() ?? []),
  ];
  const router = new HubRouter(areas.flatMap((area) => area.routes));
  return {
    services,
    authority,
    owner: createRepositoryOwner({ settings, clock }),
    pulls: usage,
    routes: router.routes,
    jobs,
    get periodic() {
      return periodic();
    },
    owns: (path) => router.owns(path),
    handle: (request, response, context) =>
      handleRequest({ services, router }, { request, response, context }),
    drain: () => {
      for (const area of areas) area.drain?.();
    },
    close: () => usage.close(),
  };
}
