import { z } from 'zod';
import { pageSchema } from './page.ts';
import { anyone, byAdministrator, byPassword, filtered } from './route-access.ts';
import { contract } from './route-contract.ts';
import { visibilitySchema } from './visibility.ts';

const time = z.iso.datetime();

/** `closed`: administrators make accounts. `invitation`: whoever is invited. `open`: anyone. */
export const signUpModeSchema = z.enum(['closed', 'invitation', 'open']);

/** Whoever is signed in, as pages show him to himself. */
export const sessionUserSchema = z.object({
  id: z.string(),
  username: z.string(),
  full_name: z.string(),
  /** null: none is known. */
  email: z.string().nullable(),
  email_verified: z.boolean(),
  is_admin: z.boolean(),
  avatar_url: z.string(),
  /** null: the hub's default. */
  default_visibility: visibilitySchema.nullable(),
  has_password: z.boolean(),
  two_factor: z.boolean(),
  /** Why he may only read; null: he may do what his rights say. */
  read_only: z.string().nullable(),
});

/** What pages need to know of the hub itself, signed in or not. */
export const hubFactsSchema = z.object({
  version: z.string(),
  /** How clients reach the registry: `hub.example:5000`. */
  registry_host: z.string(),
  sign_up: signUpModeSchema,
  /** Whether the hub sends mail. */
  mail: z.boolean(),
  passkeys: z.boolean(),
  openid_providers: z.array(z.object({ slug: z.string(), name: z.string() })),
  default_visibility: visibilitySchema,
});

/** Who asks, and with what. */
export const currentSessionSchema = z.object({
  user: sessionUserSchema.nullable(),
  /** What every changing request with the cookie carries as `X-CSRF-Token`. */
  csrf_token: z.string().nullable(),
  session: z
    .object({
      id: z.string(),
      method: z.string(),
      created_at: time,
      expires_at: time,
      /** When the password (or what stands for it) was last shown. */
      confirmed_at: time,
    })
    .nullable(),
  hub: hubFactsSchema,
});

export const startSessionSchema = z.object({
  username: z.string().min(1).max(320),
  password: z.string().min(1).max(1024),
});

export const secondFactorSchema = z.object({
  ticket: z.string().min(1).max(4096),
  /** A code of the authenticator, or a recovery code. */
  code: z.string().min(1).max(100),
});

/** What signing in came to: a session, or the question for a second factor. */
export const startedSessionSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('signed-in'), username: z.string() }),
  z.object({
    state: z.literal('second-factor'),
    /** Shown with the second factor, within five minutes. */
    ticket: z.string(),
  }),
]);

export const confirmSessionSchema = z.object({ password: z.string().min(1).max(1024) });

/** A browser that is signed in. */
export const sessionEntrySchema = z.object({
  id: z.string(),
  address: z.string(),
  user_agent: z.string(),
  method: z.string(),
  created_at: time,
  last_seen_at: time,
  expires_at: time,
  /** Whether it is the one that asks. */
  current: z.boolean(),
});

export const sessionListSchema = pageSchema(sessionEntrySchema);

export type SignUpMode = z.infer<typeof signUpModeSchema>;
export type SessionUser = z.infer<typeof sessionUserSchema>;
export type HubFacts = z.infer<typeof hubFactsSchema>;
export type CurrentSession = z.infer<typeof currentSessionSchema>;
export type StartedSession = z.infer<typeof startedSessionSchema>;
export type SessionEntry = z.infer<typeof sessionEntrySchema>;

const tag = 'Sessions';
const ended = { 204: { description: 'Ended' } } as const;
const started = {
  200: {
    description: 'A session, in a cookie, or what is still to be shown',
    schema: startedSessionSchema,
  },
} as const;
const list = { 200: { description: 'The sessions', schema: sessionListSchema } } as const;

/** Browsers' sessions: their cookie stands for an account with the API and the pages, never with the registry. */
export const sessionRoutes = {
  read: contract({
    id: 'session.read',
    method: 'GET',
    path: '/v2/session',
    tag,
    summary: 'Who is signed in, and what pages need to know of the hub',
    access: filtered,
    answers: { 200: { description: 'The session', schema: currentSessionSchema } },
  }),
  start: contract({
    id: 'session.start',
    method: 'POST',
    path: '/v2/session',
    tag,
    summary: 'Sign in with a browser',
    access: anyone,
    body: startSessionSchema,
    answers: started,
  }),
  secondFactor: contract({
    id: 'session.second-factor',
    method: 'POST',
    path: '/v2/session/second-factor',
    tag,
    summary: 'Show the second factor and so sign in',
    access: anyone,
    body: secondFactorSchema,
    answers: started,
  }),
  confirm: contract({
    id: 'session.confirm',
    method: 'POST',
    path: '/v2/session/confirmation',
    tag,
    summary: 'Show the password once more, as grave changes ask for',
    access: byPassword,
    body: confirmSessionSchema,
    answers: { 204: { description: 'Confirmed' } },
  }),
  end: contract({
    id: 'session.end',
    method: 'DELETE',
    path: '/v2/session',
    tag,
    summary: 'Sign out',
    access: filtered,
    answers: { 204: { description: 'Signed out, or nobody was signed in' } },
  }),
  list: contract({
    id: 'session.list',
    method: 'GET',
    path: '/v2/sessions',
    tag,
    summary: 'List where one is signed in',
    access: byPassword,
    answers: list,
  }),
  endAll: contract({
    id: 'session.end-all',
    method: 'DELETE',
    path: '/v2/sessions',
    tag,
    summary: 'Sign out everywhere',
    description:
      'Also here. What `docker login` got with the password is void too; access tokens stay.',
    access: byPassword,
    answers: ended,
  }),
  endOne: contract({
    id: 'session.end-one',
    method: 'DELETE',
    path: '/v2/sessions/{id}',
    tag,
    summary: 'End one session',
    access: byPassword,
    answers: ended,
  }),
  listOf: contract({
    id: 'session.list-of',
    method: 'GET',
    path: '/v2/users/{username}/sessions',
    tag: 'Administration',
    summary: 'List where an account is signed in',
    access: byAdministrator,
    answers: list,
  }),
  endAllOf: contract({
    id: 'session.end-all-of',
    method: 'DELETE',
    path: '/v2/users/{username}/sessions',
    tag: 'Administration',
    summary: 'Sign an account out everywhere',
    access: byAdministrator,
    answers: ended,
  }),
};
