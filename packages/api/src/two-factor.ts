import { z } from 'zod';
import { byAdministrator, byPassword } from './route-access.ts';
import { contract } from './route-contract.ts';

export const twoFactorSchema = z.object({
  enabled: z.boolean(),
  enabled_at: z.iso.datetime().nullable(),
  recovery_codes_left: z.number().int(),
});

export const startTwoFactorSchema = z.object({ password: z.string() });
export const startedTwoFactorSchema = z.object({
  /** In base32, to be typed into an authenticator app. */
  secret: z.string(),
  /** The same as an `otpauth:` URI, to be shown as a QR code. */
  otpauth_uri: z.string(),
});

export const confirmTwoFactorSchema = z.object({ code: z.string().max(40) });
export const recoveryCodesSchema = z.object({ recovery_codes: z.array(z.string()) });

/** The password, and a code of the authenticator app or a recovery code. */
export const twoFactorProofSchema = z.object({ password: z.string(), code: z.string().max(40) });

export type TwoFactorStatus = z.infer<typeof twoFactorSchema>;
export type StartedTwoFactor = z.infer<typeof startedTwoFactorSchema>;
export type RecoveryCodes = z.infer<typeof recoveryCodesSchema>;

const path = '/v2/user/two-factor';
const tag = 'Two-factor authentication';

/** One-time passwords as a second factor, and recovery codes for when they are lost. */
export const twoFactorRoutes = {
  read: contract({
    id: 'two-factor.read',
    method: 'GET',
    path,
    tag,
    summary: 'Get whether two-factor authentication is on',
    access: byPassword,
    answers: { 200: { description: 'Its state', schema: twoFactorSchema } },
  }),
  start: contract({
    id: 'two-factor.start',
    method: 'POST',
    path,
    tag,
    summary: 'Begin to set up two-factor authentication',
    access: byPassword,
    body: startTwoFactorSchema,
    answers: { 201: { description: 'For an authenticator app', schema: startedTwoFactorSchema } },
  }),
  confirm: contract({
    id: 'two-factor.confirm',
    method: 'POST',
    path: `${path}/confirm`,
    tag,
    summary: 'Turn two-factor authentication on, with a first code',
    access: byPassword,
    body: confirmTwoFactorSchema,
    answers: { 200: { description: 'Recovery codes, shown once', schema: recoveryCodesSchema } },
  }),
  disable: contract({
    id: 'two-factor.disable',
    method: 'POST',
    path: `${path}/disable`,
    tag,
    summary: 'Turn two-factor authentication off',
    access: byPassword,
    body: twoFactorProofSchema,
    answers: { 204: { description: 'Off' } },
  }),
  recoveryCodes: contract({
    id: 'two-factor.recovery-codes',
    method: 'POST',
    path: `${path}/recovery-codes`,
    tag,
    summary: 'Replace the recovery codes',
    access: byPassword,
    body: twoFactorProofSchema,
    answers: { 200: { description: 'New ones, shown once', schema: recoveryCodesSchema } },
  }),
  reset: contract({
    id: 'two-factor.reset',
    method: 'DELETE',
    path: '/v2/users/{username}/two-factor',
    tag: 'Administration',
    summary: "Turn off somebody's two-factor authentication, who has lost it",
    access: byAdministrator,
    answers: { 204: { description: 'Off' } },
  }),
};
