export {
  type AccessToken,
  type AccessTokenPage,
  accessTokenPageSchema,
  accessTokenRoutes,
  accessTokenSchema,
  createAccessTokenSchema,
  updateAccessTokenSchema,
} from './access-token.ts';
export {
  type ContentType,
  type DeletedImages,
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
} from './login.ts';
export { type MasterKeyStatus, masterKeyRoutes } from './master-key.ts';
export { openApiRoutes } from './openapi.ts';
export {
  type JsonSchema,
  type OpenApiDocument,
  type OpenApiOperation,
  type OpenApiParameter,
  openApiDocument,
} from './openapi-document.ts';
export { type Page, type PageQuery, pageQuerySchema } from './page.ts';
export { type Problem, problemSchema } from './problem.ts';
export {
  type RegistryTokenAnswer,
  registryTokenRoutes,
  registryTokenSchema,
} from './registry-token.ts';
export {
  createRepositorySchema,
  type Repository,
  type RepositoryEntry,
  repositoryPageSchema,
  repositoryRoutes,
  repositorySchema,
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
  type GarbageRun,
  type HubStorage,
  type NamespaceStorage,
  type RepositoryStorage,
  storageRoutes,
} from './storage.ts';
export {
  type ImmutableTags,
  type Tag,
  type TagHistoryEntry,
  type TagImage,
  tagListQuerySchema,
  tagPageSchema,
  tagRoutes,
  tagSchema,
} from './tag.ts';
export {
  changePasswordSchema,
  createUserSchema,
  type User,
  updateSelfSchema,
  updateUserSchema,
  userPageSchema,
  userRoutes,
  userSchema,
} from './user.ts';
