import { z } from 'zod';
import { pageSchema } from './page.ts';
import { anyone, byPassword } from './route-access.ts';
import { contract } from './route-contract.ts';
import { startedSessionSchema } from './session.ts';

const time = z.iso.datetime();
const bytes = z.string().max(20_000);

export const passkeySchema = z.object({
  id: z.string(),
  name: z.string(),
  created_at: time,
  /** null: not yet. */
  last_used: time.nullable(),
  /** Whether it is kept on more than one device, as password managers do. */
  is_synced: z.boolean(),
});
export const passkeyPageSchema = pageSchema(passkeySchema);

/** WebAuthn's options as JSON: what `PublicKeyCredential.parse…OptionsFromJSON` takes. */
export const passkeyOptionsSchema = z.looseObject({ challenge: z.string() });

/** WebAuthn's `RegistrationResponseJSON`. */
const registrationSchema = z.object({
  id: bytes,
  rawId: bytes,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: bytes,
    attestationObject: bytes,
    transports: z.array(z.string().max(40)).max(10).optional(),
  }),
});

/** WebAuthn's `AuthenticationResponseJSON`. */
const authenticationSchema = z.object({
  id: bytes,
  rawId: bytes,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: bytes,
    authenticatorData: bytes,
    signature: bytes,
    userHandle: bytes.nullish(),
  }),
});

const nameSchema = z.string().trim().min(1).max(100);
export const addPasskeySchema = z.object({ name: nameSchema, credential: registrationSchema });
export const renamePasskeySchema = z.object({ name: nameSchema });
export const passkeySignInSchema = z.object({ credential: authenticationSchema });

export type Passkey = z.infer<typeof passkeySchema>;

const path = '/v2/user/passkeys';
const one = `${path}/{id}`;
const tag = 'Passkeys';

/** Passkeys (WebAuthn): signing in with what a device holds, instead of password and code. */
export const passkeyRoutes = {
  signInOptions: contract({
    id: 'passkey.sign-in-options',
    method: 'POST',
    path: '/v2/session/passkey/options',
    tag: 'Sessions',
    summary: 'Begin to sign in with a passkey',
    access: anyone,
    answers: {
      200: { description: "For the browser's authenticator", schema: passkeyOptionsSchema },
    },
  }),
  signIn: contract({
    id: 'passkey.sign-in',
    method: 'POST',
    path: '/v2/session/passkey',
    tag: 'Sessions',
    summary: 'Sign in with a passkey',
    access: anyone,
    body: passkeySignInSchema,
    answers: { 200: { description: 'A session, in a cookie', schema: startedSessionSchema } },
  }),
  list: contract({
    id: 'passkey.list',
    method: 'GET',
    path,
    tag,
    summary: 'List the own passkeys',
    access: byPassword,
    answers: { 200: { description: 'The passkeys', schema: passkeyPageSchema } },
  }),
  options: contract({
    id: 'passkey.options',
    method: 'POST',
    path: `${path}/options`,
    tag,
    summary: 'Begin to add a passkey',
    access: byPassword,
    answers: {
      200: { description: "For the browser's authenticator", schema: passkeyOptionsSchema },
    },
  }),
  add: contract({
    id: 'passkey.add',
    method: 'POST',
    path,
    tag,
    summary: 'Add a passkey',
    access: byPassword,
    body: addPasskeySchema,
    answers: { 201: { description: 'The passkey', schema: passkeySchema } },
  }),
  rename: contract({
    id: 'passkey.rename',
    method: 'PATCH',
    path: one,
    tag,
    summary: 'Rename a passkey',
    access: byPassword,
    body: renamePasskeySchema,
    answers: { 200: { description: 'The passkey', schema: passkeySchema } },
  }),
  remove: contract({
    id: 'passkey.delete',
    method: 'DELETE',
    path: one,
    tag,
    summary: 'Delete a passkey',
    access: byPassword,
    answers: { 204: { description: 'Deleted' } },
  }),
};
