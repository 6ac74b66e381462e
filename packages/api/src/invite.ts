import { z } from 'zod';
import { organizationRoleSchema } from './organization.ts';
import { pageQuerySchema, pageSchema } from './page.ts';
import { anyone, byOrganization, byPassword } from './route-access.ts';
import { contract } from './route-contract.ts';

/** An invitation to an organization that waits for an answer, in Docker Hub's shape. */
export const inviteSchema = z.object({
  id: z.uuid(),
  inviter_username: z.string(),
  /** A user name, or an e-mail address. */
  invitee: z.string(),
  org: z.string(),
  /** Empty where the invitation is to no team. */
  team: z.string(),
  role: organizationRoleSchema,
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
});

export const bulkInviteSchema = z.object({
  org: z.string(),
  team: z.string().optional(),
  role: z.string().optional(),
  invitees: z.array(z.string().max(320)).min(1).max(100),
  dry_run: z.boolean().optional(),
});

/** What became of one invitee. */
export const inviteeSchema = z.object({
  invitee: z.string(),
  status: z.enum([
    'invited',
    'already_invited',
    'existing_org_member',
    'invalid_email_or_docker_id',
  ]),
  invite: inviteSchema.optional(),
  /** For addresses: where the invitation is accepted. To hand over where the hub sends no mail. */
  link: z.string().optional(),
});

/** An invitation as the invited sees it. */
export const ownInviteSchema = z.object({
  id: z.uuid(),
  org: z.string(),
  org_full_name: z.string(),
  inviter_username: z.string(),
  team: z.string(),
  role: organizationRoleSchema,
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
});

export type Invite = z.infer<typeof inviteSchema>;
export type Invitee = z.infer<typeof inviteeSchema>;
export type OwnInvite = z.infer<typeof ownInviteSchema>;

const tag = 'Invitations';
const one = '/v2/invites/{id}';
const link = '/v2/invites/link';
/** The secret of a link goes in bodies: addresses are logged. */
export const inviteCodeSchema = z.object({ code: z.string().min(1).max(200) });

/** Invitations to organizations. */
export const inviteRoutes = {
  list: contract({
    id: 'invite.list',
    method: 'GET',
    path: '/v2/orgs/{org}/invites',
    tag,
    summary: 'List the invitations of an organization that wait for an answer',
    access: byOrganization('owner'),
    answers: {
      200: { description: 'The invitations', schema: z.object({ data: z.array(inviteSchema) }) },
    },
  }),
  bulk: contract({
    id: 'invite.bulk',
    method: 'POST',
    path: '/v2/invites/bulk',
    tag,
    summary: 'Invite people by user name or e-mail address',
    description: 'Owners of the organization. With `dry_run` it is only said what would happen.',
    access: byPassword,
    body: bulkInviteSchema,
    answers: {
      202: {
        description: 'What became of each',
        schema: z.object({ invitees: z.array(inviteeSchema) }),
      },
    },
  }),
  cancel: contract({
    id: 'invite.cancel',
    method: 'DELETE',
    path: one,
    tag,
    summary: 'Cancel an invitation',
    access: byPassword,
    answers: { 204: { description: 'Cancelled' } },
  }),
  resend: contract({
    id: 'invite.resend',
    method: 'PATCH',
    path: `${one}/resend`,
    tag,
    summary: 'Send an invitation again; it holds anew',
    description: 'A link that was sent before works no more.',
    access: byPassword,
    answers: { 204: { description: 'Sent' } },
  }),
  own: contract({
    id: 'invite.own',
    method: 'GET',
    path: '/v2/user/invites',
    tag,
    summary: 'List the invitations to oneself',
    access: byPassword,
    query: pageQuerySchema,
    answers: { 200: { description: 'A page of invitations', schema: pageSchema(ownInviteSchema) } },
  }),
  accept: contract({
    id: 'invite.accept',
    method: 'POST',
    path: `${one}/accept`,
    tag,
    summary: 'Accept an invitation to oneself',
    access: byPassword,
    answers: { 204: { description: 'Accepted' } },
  }),
  decline: contract({
    id: 'invite.decline',
    method: 'POST',
    path: `${one}/decline`,
    tag,
    summary: 'Decline an invitation to oneself',
    access: byPassword,
    answers: { 204: { description: 'Declined' } },
  }),
  readLink: contract({
    id: 'invite.read-link',
    method: 'POST',
    path: link,
    tag,
    summary: 'See the invitation behind a link',
    description: 'The code is what follows `#` in the link.',
    access: anyone,
    body: inviteCodeSchema,
    answers: { 200: { description: 'The invitation', schema: ownInviteSchema } },
  }),
  acceptLink: contract({
    id: 'invite.accept-link',
    method: 'POST',
    path: `${link}/accept`,
    tag,
    summary: 'Accept the invitation behind a link, with the account one is signed in to',
    access: byPassword,
    body: inviteCodeSchema,
    answers: { 204: { description: 'Accepted' } },
  }),
  declineLink: contract({
    id: 'invite.decline-link',
    method: 'POST',
    path: `${link}/decline`,
    tag,
    summary: 'Decline the invitation behind a link',
    access: anyone,
    body: inviteCodeSchema,
    answers: { 204: { description: 'Declined' } },
  }),
};
