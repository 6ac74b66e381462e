import { z } from 'zod';
import { anyone } from './route-access.ts';
import { contract } from './route-contract.ts';

/** `POST /v2/users/login`. The password may be a personal access token. */
export const loginRequestSchema = z.object({ username: z.string(), password: z.string() });
export const loginAnswerSchema = z.object({
  token: z.string(),
  /** Where it was asked for: gets registry tokens without the password. */
  refresh_token: z.string().optional(),
});
export const loginQuerySchema = z.object({ refresh_token: z.enum(['true', 'false']).optional() });

/** `POST /v2/users/2fa-login`: the ticket is that of the refusal, `login_2fa_token`. */
export const twoFactorLoginSchema = z.object({
  login_2fa_token: z.string().max(4096),
  code: z.string().max(100),
});

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
    description:
      'Where the account has a second factor, the password alone gets 401 with a `login_2fa_token`; an access token gets in.',
    access: anyone,
    query: loginQuerySchema,
    body: loginRequestSchema,
    answers: { 200: { description: 'An API token', schema: loginAnswerSchema } },
  }),
  twoFactor: contract({
    id: 'login.two-factor',
    method: 'POST',
    path: '/v2/users/2fa-login',
    tag: 'Authentication',
    summary: 'Show the second factor that signing in asked for',
    access: anyone,
    query: loginQuerySchema,
    body: twoFactorLoginSchema,
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
