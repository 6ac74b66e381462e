import {
  changeEmailSchema,
  codeSchema,
  type ShownInvitation,
  signUpRoutes,
  signUpSchema,
} from '@slipway/api';
import type { Subject } from '../access/subject.ts';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement } from '../api/hub-router.ts';
import { ProblemError } from '../api/problem-error.ts';
import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import { isOpen } from '../invitations/invitation-commands.ts';
import type { SealedLetter } from '../mail/post-letter.ts';
import { requireRecent } from '../sessions/recent-confirmation.ts';
import { refuseForeign } from '../sessions/same-origin.ts';
import { signedIn } from '../sessions/session-routes.ts';
import { TooManyAttemptsError } from '../sign-in/sign-in-error.ts';
import { reach } from '../tokens/scopes.ts';
import { secretDigest } from '../tokens/secret.ts';
import { verificationLink } from './account-links.ts';
import { accountNameProblem } from './account-name.ts';
import { openByCode } from './counted-code.ts';
import { emailAddress } from './email-address.ts';
import { checkPassword } from './hashed-password.ts';
import { addLink, changeEmail, pruneLinks, verifyEmail } from './link-commands.ts';
import { securityNotice } from './security-notice.ts';
import { signUp } from './sign-up-command.ts';
import { sendsLinks, siteUrl, trustedSiteUrl } from './site-url.ts';

/** Signing up, and the e-mail address of an account. */
export function signUpArea(services: HubServices): HubArea {
  return {
    routes: [
      implement(signUpRoutes.signUp, (request) => register(services, request)),
      implement(signUpRoutes.showInvitation, (request) => showInvitation(services, request)),
      implement(signUpRoutes.verifyEmail, (request) => verify(services, request)),
      implement(signUpRoutes.changeEmail, (request) => newEmail(services, request)),
      implement(signUpRoutes.resendVerification, (request) => resend(services, request)),
    ],
    periodic: [
      {
        name: 'hub.prune-account-links',
        about: 'Removes links of letters that are good no more',
        everyMs: 3_600_000,
        run: async () =>
          `${await services.database.run(pruneLinks, { now: services.clock() })} links removed`,
      },
    ],
  };
}

async function register(services: HubServices, request: HubRequest): Promise<HubReply> {
  refuseForeign(request.message, request.context.origin);
  const { signUp: mode } = services.settings;
  if (mode === 'closed') {
    throw new ProblemError(403, 'sign-up is closed here: ask an administrator for an account');
  }
  const asked = await request.json(signUpSchema);
  const problem = accountNameProblem(asked.username);
  if (problem) throw new ProblemError(400, problem, { fields: { username: [problem] } });
  const email = asked.email === undefined ? null : emailAddress(asked.email);
  if (email === null && sendsLinks(services)) {
    const missing = 'an e-mail address is needed: a letter with a link goes there';
    throw new ProblemError(400, missing, { fields: { email: [missing] } });
  }
  const owner = { name: asked.username, email };
  checkPassword({ password: asked.password, member: 'password', owner });
  await countSignUp(services, request);
  const site = trustedSiteUrl(services);
  const link =
    email !== null && site !== undefined && services.mailer
      ? verificationLink(services, site, { id: 0, name: asked.username, email })
      : undefined;
  const made = await services.database.run(signUp, {
    mode,
    account: {
      passwordHash: await services.hasher.hash(asked.password),
      ...{ name: asked.username, administrator: false, defaultVisibility: null },
      ...{ email, fullName: asked.full_name, now: services.clock() },
      actor: { name: asked.username, address: request.context.address, client: request.agent() },
    },
    invitationDigest: asked.invitation === undefined ? undefined : secretDigest(asked.invitation),
    verification: link?.letter && { row: link.row, letter: link.letter },
  });
  if (made.kind !== 'created') throw signUpProblem(made.kind, asked.username);
  const subject: Subject = {
    ...{ accountId: made.id, name: asked.username, administrator: false, reach: reach.account },
    credential: { kind: 'password', generation: 1 },
  };
  return { ...(await signedIn(services, request, { subject, method: 'sign-up' })), status: 201 };
}

function signUpProblem(
  kind: 'taken' | 'not-invited' | 'another-address',
  username: string,
): ProblemError {
  if (kind === 'not-invited') {
    return new ProblemError(
      403,
      'signing up here needs an invitation that is still good: ask an administrator for a new link',
    );
  }
  const [member, problem] =
    kind === 'taken'
      ? ['username', `the name ${username} is taken`]
      : ['email', 'the invitation is for another e-mail address'];
  return new ProblemError(kind === 'taken' ? 409 : 400, problem, {
    fields: { [member]: [problem] },
  });
}

/**
 * Accounts asked for from one address are counted like failed sign-ins, so that nobody makes thousands,
 * or finds out which names there are. Throws TooManyAttemptsError.
 */
async function countSignUp(services: HubServices, request: HubRequest): Promise<void> {
  // A space is in no account's name: these counts are other than the sign-ins'.
  const place = `sign-up ${request.context.address}`;
  const keys = { account: place, address: place };
  const { allowed, retryAfterSeconds } = await services.loginLimiter.check(keys);
  if (!allowed) throw new TooManyAttemptsError(Math.max(1, retryAfterSeconds));
  await services.loginLimiter.failed(keys);
}

async function showInvitation(services: HubServices, request: HubRequest): Promise<HubReply> {
  const { code } = await request.json(codeSchema);
  const row = await openByCode(services, request, code, async (digest) => {
    const found = await services.database.query
      .selectFrom('hub_sign_up_invitations')
      .selectAll()
      .where('digest', '=', digest)
      .executeTakeFirst();
    return found && isOpen(found, services.clock()) ? found : undefined;
  });
  const body: ShownInvitation = {
    inviter: row.created_by_name,
    email: row.email,
    expires_at: new Date(row.expires_at).toISOString(),
  };
  return { status: 200, body, headers: { 'cache-control': 'no-store' } };
}

async function verify(services: HubServices, request: HubRequest): Promise<HubReply> {
  const { code } = await request.json(codeSchema);
  const from = {
    ...{ address: request.context.address, client: request.agent(), now: services.clock() },
  };
  const verified = await openByCode(services, request, code, (digest) =>
    services.database.run(verifyEmail, { digest, ...from }),
  );
  services.live.accounts.forget(verified.id);
  return { status: 200, body: { username: verified.username, email: verified.email } };
}

async function newEmail(services: HubServices, request: HubRequest): Promise<HubReply> {
  const email = emailAddress((await request.json(changeEmailSchema)).email);
  requireRecent(request, services.clock());
  const accountId = request.accountId();
  if (sendsLinks(services)) {
    const { email: former } = await services.database.query
      .selectFrom('hub_accounts')
      .select('email')
      .where('id', '=', accountId)
      .executeTakeFirstOrThrow();
    const what = `Your e-mail address is to be changed to ${email}.`;
    const about = { name: request.subject.name, email: former === email ? null : former, what };
    return sendVerification(services, request, email, securityNotice(services, request, about));
  }
  const actor = request.actor();
  await services.database.run(changeEmail, { accountId, email, actor, now: services.clock() });
  return { status: 204 };
}

async function resend(services: HubServices, request: HubRequest): Promise<HubReply> {
  const row = await services.database.query
    .selectFrom('hub_accounts')
    .select(['email', 'email_verified_at'])
    .where('id', '=', request.accountId())
    .executeTakeFirstOrThrow();
  if (!sendsLinks(services)) throw new ProblemError(409, 'this hub sends no mail');
  if (row.email === null) throw new ProblemError(409, 'this account has no e-mail address yet');
  if (row.email_verified_at !== null) {
    throw new ProblemError(409, 'this address is confirmed already');
  }
  return sendVerification(services, request, row.email);
}

async function sendVerification(
  services: HubServices,
  request: HubRequest,
  email: string,
  notice?: SealedLetter,
): Promise<HubReply> {
  const site = siteUrl(services, request);
  const account = { id: request.accountId(), name: request.subject.name, email };
  const { row: link, letter } = verificationLink(services, site, account);
  const outcome = await services.database.run(addLink, {
    ...{ link, letter, notice, actor: request.actor() },
  });
  if (outcome === 'too-soon') {
    throw new ProblemError(429, 'a letter went out a moment ago: wait a minute for it', {
      headers: { 'retry-after': '60' },
    });
  }
  return { status: 202 };
}
