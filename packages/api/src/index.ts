export {
  type AccessToken,
  type AccessTokenPage,
  accessTokenPageSchema,
  accessTokenRoutes,
  accessTokenSchema,
  createAccessTokenSchema,
  generatedTokenSchema,
  updateAccessTokenSchema,
} from './access-token.ts';
export {
  type AccountDeletion,
  accountRoutes,
  deleteAccountSchema,
  type HubPlan,
  type PublicProfile,
  setAvatarSchema,
} from './account.ts';
export {
  administrationRoutes,
  type HubHealth,
  type HubOverview,
  type SettingInForce,
} from './administration.ts';
export {
  type AuditActions,
  type AuditLog,
  type AuditLogs,
  auditExportQuerySchema,
  auditQuerySchema,
  auditRoutes,
} from './audit.ts';
export {
  type Category,
  type CategorySlug,
  categoryNames,
  categoryRoutes,
  categorySlugs,
} from './category.ts';
export {
  addCollaboratorSchema,
  type Collaboration,
  type Collaborator,
  collaboratorRoutes,
  updateCollaboratorSchema,
} from './collaborator.ts';
export { type ChangeEvent, changeEventSchema, eventRoutes } from './event.ts';
export {
  type ContentType,
  type DeletedImages,
  deleteImagesSchema,
  type Image,
  type ImageConfiguration,
  type ImageEntry,
  type ImageHistoryEntry,
  type ImageKind,
  type ImageLayer,
  type ImagePlatform,
  type IndexMember,
  imageListQuerySchema,
  imageRoutes,
  type Referrer,
} from './image.ts';
export {
  bulkInviteSchema,
  type Invite,
  type Invitee,
  inviteCodeSchema,
  inviteRoutes,
  type OwnInvite,
} from './invite.ts';
export {
  type FailedJob,
  failedJobPageSchema,
  type JobTopic,
  jobRoutes,
  type PeriodicJobState,
} from './job.ts';
export {
  type ComparedLayer,
  type Comparison,
  compareQuerySchema,
  type FileChange,
  type FileEntry,
  type FileType,
  type LayerState,
  layerFilesQuerySchema,
  layerRoutes,
} from './layer.ts';
export {
  type AuthTokenAnswer,
  authTokenAnswerSchema,
  authTokenRequestSchema,
  type LoginAnswer,
  loginAnswerSchema,
  loginRequestSchema,
  loginRoutes,
  twoFactorLoginSchema,
} from './login.ts';
export { type MasterKeyStatus, masterKeyRoutes } from './master-key.ts';
export { type Namespace, namespaceRoutes } from './namespace.ts';
export { openApiRoutes } from './openapi.ts';
export {
  type JsonSchema,
  type OpenApiDocument,
  type OpenApiOperation,
  type OpenApiParameter,
  openApiDocument,
} from './openapi-document.ts';
export {
  type CheckedOpenidProvider,
  createOpenidProviderSchema,
  linkOpenidSchema,
  type OpenidIdentity,
  type OpenidProvider,
  openidRoutes,
  openidSignUpSchema,
  openidTicketSchema,
  type PendingOpenid,
  updateOpenidProviderSchema,
} from './openid.ts';
export {
  addOrganizationMemberSchema,
  createOrganizationSchema,
  type Organization,
  type OrganizationDeletion,
  type OrganizationMember,
  type OrganizationSettings,
  organizationMemberQuerySchema,
  organizationRoutes,
  organizationSettingsSchema,
  type RegistryAccess,
  registryAccessSchema,
  updateOrganizationMemberSchema,
  updateOrganizationSchema,
} from './organization.ts';
export {
  createOrganizationTokenSchema,
  type OrganizationToken,
  type OrganizationTokenDetail,
  type OrganizationTokenResource,
  organizationTokenRoutes,
  organizationTokenScopes,
  updateOrganizationTokenSchema,
} from './organization-token.ts';
export { type Page, type PageQuery, pageQuerySchema } from './page.ts';
export {
  addPasskeySchema,
  type Passkey,
  passkeyRoutes,
  passkeySignInSchema,
  renamePasskeySchema,
} from './passkey.ts';
export { type Problem, problemSchema } from './problem.ts';
export {
  type NamespaceUsage,
  namespaceUsageSchema,
  quotaRoutes,
  setQuotaSchema,
} from './quota.ts';
export {
  type RegistryTokenAnswer,
  registryTokenRoutes,
  registryTokenSchema,
} from './registry-token.ts';
export {
  type Badge,
  badgeSchema,
  createRepositoryAnywhereSchema,
  createRepositorySchema,
  type DeletionPreview,
  type Repository,
  type RepositoryAlias,
  type RepositoryEntry,
  type RepositoryOrdering,
  type RepositoryTransfer,
  renameRepositorySchema,
  repositoryListQuerySchema,
  repositoryPageSchema,
  repositoryRoutes,
  repositorySchema,
  transferRepositorySchema,
  updateRepositorySchema,
} from './repository.ts';
export {
  type EffectiveRetention,
  effectiveRetentionSchema,
  type RetentionPolicy,
  type RetentionPreview,
  type RetentionRule,
  retentionPolicySchema,
  retentionRoutes,
} from './retention.ts';
export {
  anyone,
  byAccount,
  byAdministrator,
  byNamespaceOwner,
  byOrganization,
  byPassword,
  byRepository,
  filtered,
  type OrganizationRole,
  organizationRoles,
  type RepositoryVerb,
  type RouteAccess,
} from './route-access.ts';
export {
  type AnswerContract,
  contract,
  type HttpMethod,
  type RouteContract,
} from './route-contract.ts';
export { routeContracts } from './route-contracts.ts';
export {
  type Explore,
  type SearchAnswer,
  type SearchFacets,
  type SearchQuery,
  type SearchResult,
  searchAnswerSchema,
  searchQuerySchema,
  searchRoutes,
} from './search.ts';
export {
  type CurrentSession,
  confirmSessionSchema,
  type HubFacts,
  type SessionEntry,
  type SessionUser,
  type SignUpMode,
  type StartedSession,
  secondFactorSchema,
  sessionRoutes,
  startSessionSchema,
} from './session.ts';
export {
  askPasswordResetSchema,
  changeEmailSchema,
  codeSchema,
  createInvitationSchema,
  type Invitation,
  invitationRoutes,
  type MadeInvitation,
  type ResetLink,
  resetPasswordSchema,
  type ShownInvitation,
  signUpRoutes,
  signUpSchema,
} from './sign-up.ts';
export { starRoutes } from './star.ts';
export {
  type GarbageRun,
  type HubStorage,
  type NamespaceStorage,
  type RepositoryStorage,
  storageRoutes,
} from './storage.ts';
export {
  type ImmutableTags,
  restoreTagSchema,
  type Tag,
  type TagHistoryEntry,
  type TagImage,
  tagListQuerySchema,
  tagPageSchema,
  tagRoutes,
  tagSchema,
  updateImmutableTagsSchema,
  verifyImmutableTagsSchema,
} from './tag.ts';
export {
  addRepositoryTeamSchema,
  addTeamMemberSchema,
  createTeamSchema,
  type RepositoryPermissionName,
  type RepositoryTeam,
  type Team,
  type TeamMember,
  type TeamRepository,
  teamRoutes,
  updateRepositoryTeamSchema,
  updateTeamSchema,
} from './team.ts';
export {
  confirmTwoFactorSchema,
  type RecoveryCodes,
  type StartedTwoFactor,
  startTwoFactorSchema,
  type TwoFactorStatus,
  twoFactorProofSchema,
  twoFactorRoutes,
} from './two-factor.ts';
export {
  changePasswordSchema,
  createUserSchema,
  type User,
  type UserEntry,
  updateSelfSchema,
  updateUserSchema,
  userListQuerySchema,
  userPageSchema,
  userRoutes,
  userSchema,
} from './user.ts';
export {
  createdWebhookSchema,
  createWebhookSchema,
  namespaceWebhookRoutes,
  plannedWebhookEvents,
  rotatedWebhookSecretSchema,
  rotateWebhookSecretSchema,
  updateWebhookSchema,
  type Webhook,
  type WebhookAttempt,
  type WebhookDelivery,
  type WebhookDeliveryDetail,
  type WebhookEventName,
  type WebhookFormat,
  webhookCallbackRoutes,
  webhookCallbackSchema,
  webhookDeliveryDetailSchema,
  webhookDeliveryPageSchema,
  webhookDeliverySchema,
  webhookEvents,
  webhookFormats,
  webhookPageSchema,
  webhookRoutes,
  webhookSchema,
} from './webhook.ts';
