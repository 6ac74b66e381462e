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
  type AuthTokenAnswer,
  authTokenAnswerSchema,
  authTokenRequestSchema,
  type LoginAnswer,
  loginAnswerSchema,
  loginRequestSchema,
  loginRoutes,
} from './login.ts';
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
export { type Tag, tagPageSchema, tagRoutes, tagSchema } from './tag.ts';
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
