export {
  type AccessToken,
  type AccessTokenPage,
  accessTokenPageSchema,
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
} from './login.ts';
export { type Page, type PageQuery, pageQuerySchema } from './page.ts';
export { type Problem, problemSchema } from './problem.ts';
export { type RegistryTokenAnswer, registryTokenSchema } from './registry-token.ts';
export {
  createRepositorySchema,
  type Repository,
  type RepositoryEntry,
  repositoryPageSchema,
  repositorySchema,
  updateRepositorySchema,
} from './repository.ts';
export { type Tag, tagPageSchema, tagSchema } from './tag.ts';
export {
  changePasswordSchema,
  createUserSchema,
  type User,
  updateSelfSchema,
  updateUserSchema,
  userPageSchema,
  userSchema,
} from './user.ts';
