import { z } from 'zod';
import { anyone, byAdministrator, byPassword } from './route-access.ts';
import { contract } from './route-contract.ts';
import { startedSessionSchema } from './session.ts';

const time = z.iso.datetime();
const code = z.string().min(1).max(200);
const email = z.string().min(3).max(320);

export const signUpSchema = z.object({
  username: z.string(),
  password: z.string(),
  /** Needed where the hub sends mail. */
  email: email.optional(),
  full_name: z.string().max(100).optional(),
  /** The code of an invitation; needed where sign-up is by invitation. */
  invitation: code.optional(),
});

export const codeSchema = z.object({ code });

/** An invitation as whoever holds its link sees it. */
export const shownInvitationSchema = z.object({
  inviter: z.string(),
  /** Whom it is for; null: whoever has the link. */
  email: z.string().nullable(),
  expires_at: time,
});

/** An invitation as administrators see it. */
export const invitationSchema = z.object({
  id: z.string(),
  email: z.string().nullable(),
  note: z.string(),
  created_by: z.string(),
  created_at: time,
  expires_at: time,
  most_uses: z.number().int(),
  uses: z.number().int(),
  /** `used`: as often as it may be. */
  state: z.enum(['open', 'used', 'expired', 'withdrawn']),
});

export const createInvitationSchema = z.object({
  email: email.optional(),
  note: z.string().max(200).default(''),
  expires_in_days: z.number().int().min(1).max(365).default(7),
  most_uses: z.number().int().min(1).max(1000).default(1),
});

/** The link is there once, in the answer that made it. */
export const madeInvitationSchema = invitationSchema.extend({
  link: z.string(),
  /** Whether it was sent to the address as well. */
  mailed: z.boolean(),
});

export const verifiedEmailSchema = z.object({ username: z.string(), email: z.string() });

export const changeEmailSchema = z.object({ email });

/** A name or an e-mail address. */
export const askPasswordResetSchema = z.object({ identifier: z.string().min(1).max(320) });

export const resetPasswordSchema = z.object({ code, new_password: z.string() });

export const resetLinkSchema = z.object({ link: z.string(), expires_at: time });

export type ShownInvitation = z.infer<typeof shownInvitationSchema>;
export type Invitation = z.infer<typeof invitationSchema>;
export type MadeInvitation = z.infer<typeof madeInvitationSchema>;
export type ResetLink = z.infer<typeof resetLinkSchema>;

const invitations = '/v2/administration/invitations';
const asked = { 202: { description: 'If there is such an account, a letter goes out' } } as const;

/** Becoming a user, and getting in again. Codes are those of links that the hub gave out. */
export const signUpRoutes = {
  signUp: contract({
    id: 'sign-up.create',
    method: 'POST',
    path: '/v2/sign-up',
    tag: 'Sign up',
    summary: 'Sign up, and be signed in',
    access: anyone,
    body: signUpSchema,
    answers: {
      201: {
        description: 'The account is made, its session in a cookie',
        schema: startedSessionSchema,
      },
    },
  }),
  showInvitation: contract({
    id: 'sign-up.invitation',
    method: 'POST',
    path: '/v2/sign-up/invitation',
    tag: 'Sign up',
    summary: 'Look at the invitation of a link',
    access: anyone,
    body: codeSchema,
    answers: { 200: { description: 'The invitation', schema: shownInvitationSchema } },
  }),
  verifyEmail: contract({
    id: 'sign-up.verify-email',
    method: 'POST',
    path: '/v2/email-verification',
    tag: 'Sign up',
    summary: 'Confirm an e-mail address by the code of a letter',
    access: anyone,
    body: codeSchema,
    answers: { 200: { description: 'Whose address is confirmed', schema: verifiedEmailSchema } },
  }),
  changeEmail: contract({
    id: 'user.change-email',
    method: 'PUT',
    path: '/v2/user/email',
    tag: 'Accounts',
    summary: 'Change the own e-mail address',
    description:
      'Where the hub sends mail, the new address holds once its letter is confirmed. Asks for a password shown within ten minutes.',
    access: byPassword,
    body: changeEmailSchema,
    answers: {
      202: { description: 'A letter to the new address goes out' },
      204: { description: 'Changed' },
    },
  }),
  resendVerification: contract({
    id: 'user.resend-verification',
    method: 'POST',
    path: '/v2/user/email/verification',
    tag: 'Accounts',
    summary: 'Have the letter that confirms the own address sent again',
    access: byPassword,
    answers: { 202: { description: 'A letter goes out' } },
  }),
  askPasswordReset: contract({
    id: 'password-reset.ask',
    method: 'POST',
    path: '/v2/password-reset',
    tag: 'Sign up',
    summary: 'Have a letter sent that lets one choose a new password',
    description: 'Answers alike whether there is such an account or not.',
    access: anyone,
    body: askPasswordResetSchema,
    answers: asked,
  }),
  resetPassword: contract({
    id: 'password-reset.confirm',
    method: 'POST',
    path: '/v2/password-reset/confirm',
    tag: 'Sign up',
    summary: 'Choose a new password by the code of a link',
    description: 'Ends every session and whatever the old password had got.',
    access: anyone,
    body: resetPasswordSchema,
    answers: { 204: { description: 'Changed' } },
  }),
  makeResetLink: contract({
    id: 'password-reset.link',
    method: 'POST',
    path: '/v2/users/{username}/password-reset',
    tag: 'Administration',
    summary: 'Make a link by which an account chooses a new password, once',
    access: byAdministrator,
    answers: { 201: { description: 'The link, shown once', schema: resetLinkSchema } },
  }),
};

/** Administrators' invitations to sign up. */
export const invitationRoutes = {
  list: contract({
    id: 'invitation.list',
    method: 'GET',
    path: invitations,
    tag: 'Administration',
    summary: 'List invitations to sign up',
    access: byAdministrator,
    answers: {
      200: {
        description: 'The newest 200',
        schema: z.object({ results: z.array(invitationSchema) }),
      },
    },
  }),
  create: contract({
    id: 'invitation.create',
    method: 'POST',
    path: invitations,
    tag: 'Administration',
    summary: 'Invite somebody to sign up',
    access: byAdministrator,
    body: createInvitationSchema,
    answers: { 201: { description: 'The invitation with its link', schema: madeInvitationSchema } },
  }),
  withdraw: contract({
    id: 'invitation.withdraw',
    method: 'DELETE',
    path: `${invitations}/{id}`,
    tag: 'Administration',
    summary: 'Withdraw an invitation',
    access: byAdministrator,
    answers: { 204: { description: 'Withdrawn' } },
  }),
};
