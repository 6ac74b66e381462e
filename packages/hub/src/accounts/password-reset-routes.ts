import {
  askPasswordResetSchema,
  type ResetLink,
  resetPasswordSchema,
  signUpRoutes,
} from '@slipway/api';
import { appendToOutbox, type Command, type OutboxTables } from '@slipway/database';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement } from '../api/hub-router.ts';
import { ProblemError } from '../api/problem-error.ts';
import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import type { JobHandler } from '../jobs/job.ts';
import { TooManyAttemptsError } from '../sign-in/sign-in-error.ts';
import { handedResetLink, mailedResetLink, somebody } from './account-links.ts';
import { openByCode } from './counted-code.ts';
import { hashedPassword } from './hashed-password.ts';
import { addLink, resetPassword } from './link-commands.ts';
import { securityNotice } from './security-notice.ts';
import { sendsLinks, siteUrl, trustedSiteUrl } from './site-url.ts';

/** Somebody who forgot his password, as he named himself. */
interface AskedReset {
  readonly identifier: string;
  readonly address: string;
  readonly client: string;
}

const topic = 'hub.password-reset';

/** Whether there is such an account is looked up by a job: the answer is the same, and as quick. */
export const askPasswordReset: Command<OutboxTables, AskedReset, void> = {
  name: 'hub.ask-password-reset',
  async execute(transaction, asked) {
    await appendToOutbox(transaction, { topic, key: 'password-reset', payload: asked });
  },
};

/** Choosing a new password by a link: of a letter, or handed over by an administrator. */
export function passwordResetArea(services: HubServices): HubArea {
  return {
    routes: [
      implement(signUpRoutes.askPasswordReset, (request) => ask(services, request)),
      implement(signUpRoutes.resetPassword, (request) => choose(services, request)),
      implement(signUpRoutes.makeResetLink, (request) => makeLink(services, request)),
    ],
    jobs: [sendResetLinks(services)],
  };
}

async function ask(services: HubServices, request: HubRequest): Promise<HubReply> {
  const { identifier } = await request.json(askPasswordResetSchema);
  if (!sendsLinks(services)) {
    throw new ProblemError(409, 'this hub sends no mail: ask an administrator for a link');
  }
  const { address } = request.context;
  const typed = identifier.trim().toLowerCase();
  // A space is in no account's name: these counts are other than the sign-ins'.
  const keys = { account: `reset ${typed.slice(0, 100)}`, address: `reset ${address}` };
  const { allowed, retryAfterSeconds } = await services.loginLimiter.check(keys);
  if (!allowed) throw new TooManyAttemptsError(Math.max(1, retryAfterSeconds));
  await services.loginLimiter.failed(keys);
  const asked = { identifier: typed, address, client: request.agent() };
  await services.database.run(askPasswordReset, asked);
  return { status: 202 };
}

/** Sends a link to each account that is meant, where its address is confirmed and it has a password. */
function sendResetLinks(services: HubServices): JobHandler {
  return {
    topic,
    async handle(item) {
      const { identifier, address, client } = item.payload as AskedReset;
      const site = trustedSiteUrl(services);
      if (site === undefined) return;
      const accounts = await services.database.query
        .selectFrom('hub_accounts')
        .select(['id', 'name', 'email'])
        .where((where) =>
          where.or([where('name', '=', identifier), where('email', '=', identifier)]),
        )
        .where('kind', '=', 'personal')
        .where('closed_at', 'is', null)
        .where('email_verified_at', 'is not', null)
        .where('password_hash', 'is not', null)
        .limit(10)
        .execute();
      for (const { id, name, email } of accounts) {
        if (email === null) continue;
        const { row: link, letter } = mailedResetLink(services, site, { id, name, email, address });
        await services.database.run(addLink, { link, letter, actor: somebody(address, client) });
      }
    },
  };
}

async function choose(services: HubServices, request: HubRequest): Promise<HubReply> {
  const asked = await request.json(resetPasswordSchema);
  const changed = await openByCode(services, request, asked.code, async (digest) => {
    const account = await services.database.query
      .selectFrom('hub_account_links as link')
      .innerJoin('hub_accounts as account', 'account.id', 'link.account_id')
      .select(['account.name', 'account.email'])
      .where('link.digest', '=', digest)
      .where('link.kind', '=', 'reset-password')
      .where('link.expires_at', '>', services.clock())
      .executeTakeFirst();
    if (!account) return undefined;
    const passwordHash = await hashedPassword(services, {
      ...{ password: asked.new_password, member: 'new_password', owner: account },
    });
    return services.database.run(resetPassword, {
      ...{ digest, passwordHash, now: services.clock() },
      ...{ address: request.context.address, client: request.agent() },
      notice: securityNotice(services, request, {
        ...{ ...account, what: 'Your password was reset by a link.' },
      }),
    });
  });
  services.live.accounts.forget(changed.id);
  return { status: 204 };
}

async function makeLink(services: HubServices, request: HubRequest): Promise<HubReply> {
  const account = await services.database.query
    .selectFrom('hub_accounts')
    .select('id')
    .where('name', '=', request.param('username'))
    .where('kind', '=', 'personal')
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  if (!account) throw new ProblemError(404, 'there is no such account, or it is closed');
  const made = handedResetLink(services, siteUrl(services, request), account.id);
  const { row: link, letter } = made;
  await services.database.run(addLink, { link, letter, actor: request.actor() });
  const body: ResetLink = {
    link: made.url,
    expires_at: new Date(link.expires_at).toISOString(),
  };
  return { status: 201, body, headers: { 'cache-control': 'no-store' } };
}
