import { z } from 'zod';

/** `POST /v2/users/login`. The password may be a personal access token. */
export const loginRequestSchema = z.object({ username: z.string(), password: z.string() });
export const loginAnswerSchema = z.object({ token: z.string() });

/** `POST /v2/auth/token`. The secret is a password or a personal access token. */
export const authTokenRequestSchema = z.object({ identifier: z.string(), secret: z.string() });
export const authTokenAnswerSchema = z.object({ access_token: z.string() });

export type LoginAnswer = z.infer<typeof loginAnswerSchema>;
export type AuthTokenAnswer = z.infer<typeof authTokenAnswerSchema>;
