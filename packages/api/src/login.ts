import { z } from 'zod';
import { anyone } from './route-access.ts';
import { contract } from './route-contract.ts';

/** `POST /v2/users/login`. The password may be a personal access token. */
export const loginRequestSchema = z.object({ username: z.string(), password: z.string() });
export const loginAnswerSchema = z.object({ token: z.string() });

/** `POST /v2/auth/token`. The secret is a password or a personal access token. */
export const authTokenRequestSchema = z.object({ identifier: z.string(), secret: z.string() });
export const authTokenAnswerSchema = z.object({ access_token: z.string() });

export type LoginAnswer = z.infer<typeof loginAnswerSchema>;
export type AuthTokenAnswer = z.infer<typeof authTokenAnswerSchema>;

/** Sign-in for the API: a name with a password or an access token becomes an API token. */
export const loginRoutes = {
  users: contract({
    id: 'login.users',
    method: 'POST',
    path: '/v2/users/login',
    tag: 'Authentication',
    summary: 'Sign in, as older clients do',
    access: anyone,
    body: loginRequestSchema,
    answers: { 200: { description: 'An API token', schema: loginAnswerSchema } },
  }),
  auth: contract({
    id: 'login.auth',
    method: 'POST',
    path: '/v2/auth/token',
    tag: 'Authentication',
    summary: 'Get an API token for a password or an access token',
    access: anyone,
    body: authTokenRequestSchema,
    answers: { 200: { description: 'An API token', schema: authTokenAnswerSchema } },
  }),
};
