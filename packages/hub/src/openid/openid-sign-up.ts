import { randomUUID } from 'node:crypto';
import {
  openidSignUpSchema,
  openidTicketSchema,
  type PendingOpenid,
  type StartedSession,
} from '@slipway/api';
import { accountNameProblem } from '../accounts/account-name.ts';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { ProblemError } from '../api/problem-error.ts';
import type { Clock } from '../ports/clock.ts';
import { type SecretBox, SecretBoxError } from '../secrets/secret-box.ts';
import { refuseForeign } from '../sessions/same-origin.ts';
import { signUpByOpenid } from './identity-commands.ts';
import type { OpenidParts } from './openid-area.ts';
import { isAllowed, type OpenidClaims, suggestedName } from './openid-claims.ts';
import { enabledProvider, limitKeys, mayTry, openSession, originOf } from './openid-sign-in.ts';

const noStore = { 'cache-control': 'no-store' };
const lifeMilliseconds = 15 * 60_000;
const context = 'openid sign-up';

/** Somebody whom a provider vouches for, who is yet to choose a name. */
interface PendingSignUp {
  readonly slug: string;
  readonly claims: OpenidClaims;
  readonly returnTo: string;
}

/** What the browser holds between the provider's word and the choice of a name: the word, sealed. */
export class SignUpTickets {
  readonly #secrets: SecretBox;
  readonly #clock: Clock;

  constructor(secrets: SecretBox, clock: Clock) {
    this.#secrets = secrets;
    this.#clock = clock;
  }

  issue({ slug, claims, returnTo }: PendingSignUp): string {
    const until = this.#clock() + lifeMilliseconds;
    // Groups may be many, and are read again at the next sign-in.
    const kept = {
      ...claims,
      groups: JSON.stringify(claims.groups).length > 1500 ? [] : claims.groups,
    };
    return this.#secrets.seal(JSON.stringify({ slug, claims: kept, returnTo, until }), context);
  }

  /** Throws ProblemError 400 where it is none, or too old. */
  read(ticket: string): PendingSignUp {
    try {
      const opened = this.#secrets.open(ticket, context);
      const { until, ...pending } = JSON.parse(opened) as PendingSignUp & { until: number };
      if (until > this.#clock()) return pending;
    } catch (error) {
      if (!(error instanceof SecretBoxError)) throw error;
    }
    throw new ProblemError(400, 'this sign-up took too long: begin again with the provider');
  }
}

/** Whom a ticket vouches for. */
export async function pending(
  { services, tickets }: OpenidParts,
  request: HubRequest,
): Promise<HubReply> {
  const { ticket } = await request.json(openidTicketSchema);
  const { slug, claims } = tickets.read(ticket);
  const provider = await enabledProvider(services, slug);
  const body: PendingOpenid = {
    provider_name: provider.name,
    suggested_username: suggestedName(claims),
    full_name: claims.fullName,
    email: claims.email,
  };
  return { status: 200, body, headers: noStore };
}

/** Makes the account and signs in to it. */
export async function signUp(
  { services, tickets }: OpenidParts,
  request: HubRequest,
): Promise<HubReply> {
  refuseForeign(request.message, request.context.origin);
  const asked = await request.json(openidSignUpSchema);
  const keys = limitKeys(request);
  await mayTry(services, keys);
  await services.loginLimiter.succeeded(keys);
  const { slug, claims } = tickets.read(asked.ticket);
  const provider = await enabledProvider(services, slug);
  if (!provider.signUp || !isAllowed(claims, provider)) {
    throw new ProblemError(403, `nobody signs up through ${provider.name} any more`);
  }
  const username = asked.username.trim();
  const problem = accountNameProblem(username);
  if (problem) throw new ProblemError(400, problem, { fields: { username: [problem] } });
  const outcome = await services.database.run(signUpByOpenid, {
    ...{ provider, claims, ...originOf(services, request), id: randomUUID(), username },
  });
  if (outcome.kind === 'taken') {
    const taken = `the name ${username} is taken`;
    throw new ProblemError(409, taken, { fields: { username: [taken] } });
  }
  if (outcome.kind === 'known') {
    throw new ProblemError(409, 'there is an account already: sign in through the provider');
  }
  const cookie = await openSession(services, request, outcome);
  if (cookie === undefined) throw new ProblemError(409, 'the account was closed meanwhile');
  const body: StartedSession = { state: 'signed-in', username: outcome.name };
  return { status: 200, body, headers: { ...noStore, 'set-cookie': cookie } };
}
