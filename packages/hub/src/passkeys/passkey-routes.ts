import { randomUUID } from 'node:crypto';
import { addPasskeySchema, type Passkey, passkeyRoutes, renamePasskeySchema } from '@slipway/api';
import { securityNoticeTo } from '../accounts/security-notice.ts';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement } from '../api/hub-router.ts';
import { ProblemError } from '../api/problem-error.ts';
import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import { requireRecent } from '../sessions/recent-confirmation.ts';
import { registrationOptions, relyingParty, verifiedRegistration } from './passkey-ceremony.ts';
import { type AnsweredChallenge, PasskeyChallenges } from './passkey-challenges.ts';
import { addPasskey, mostPasskeys, removePasskey, renamePasskey } from './passkey-commands.ts';
import { beginSignIn, signIn } from './passkey-sign-in.ts';
import type { PasskeyRow } from './passkey-tables.ts';

/** What the routes of passkeys work with. */
export interface PasskeyParts {
  readonly services: HubServices;
  readonly challenges: PasskeyChallenges;
}

/** Passkeys: an account's own, and signing in with one. */
export function passkeyArea(services: HubServices): HubArea {
  const parts: PasskeyParts = {
    services,
    challenges: new PasskeyChallenges(services.secrets, services.clock),
  };
  return {
    routes: [
      implement(passkeyRoutes.signInOptions, (request) => beginSignIn(parts, request)),
      implement(passkeyRoutes.signIn, (request) => signIn(parts, request)),
      implement(passkeyRoutes.list, (request) => list(parts, request)),
      implement(passkeyRoutes.options, (request) => begin(parts, request)),
      implement(passkeyRoutes.add, (request) => add(parts, request)),
      implement(passkeyRoutes.rename, (request) => rename(parts, request)),
      implement(passkeyRoutes.remove, (request) => remove(parts, request)),
    ],
  };
}

async function list({ services }: PasskeyParts, request: HubRequest): Promise<HubReply> {
  const rows = await ownPasskeys(services, request.accountId());
  const body = { count: rows.length, next: null, previous: null, results: rows.map(shown) };
  return { status: 200, body };
}

async function begin(parts: PasskeyParts, request: HubRequest): Promise<HubReply> {
  const { services, challenges } = parts;
  requireRecent(request, services.clock());
  const id = request.accountId();
  const body = await registrationOptions({
    party: relyingParty(request.context.origin),
    account: { id, name: request.subject.name },
    challenge: challenges.make(`add ${id}`),
    present: await ownPasskeys(services, id),
  });
  return { status: 200, body, headers: { 'cache-control': 'no-store' } };
}

async function add(parts: PasskeyParts, request: HubRequest): Promise<HubReply> {
  const { services, challenges } = parts;
  requireRecent(request, services.clock());
  const { name, credential } = await request.json(addPasskeySchema);
  const accountId = request.accountId();
  let challenge: AnsweredChallenge | undefined;
  const { transports, ...response } = credential.response;
  const verified = await verifiedRegistration({
    party: relyingParty(request.context.origin),
    response: { ...credential, response, clientExtensionResults: {} },
    acceptsChallenge: (given) => {
      challenge = challenges.read(given, `add ${accountId}`);
      return challenge !== undefined;
    },
  });
  if (!verified || !challenge) {
    throw new ProblemError(
      400,
      'the passkey was not made for this hub, or took too long: try again',
    );
  }
  const row: PasskeyRow = {
    ...{ id: randomUUID(), account_id: accountId, name, created_at: services.clock() },
    ...{ credential_id: verified.credentialId, public_key: verified.publicKey },
    ...{ counter: verified.counter, synced: verified.synced ? 1 : 0, last_used_at: null },
    transports: JSON.stringify(transports ?? []),
  };
  const notice = await noticeOf(services, request, `The passkey ${name} was added.`);
  const change = { ...changeOf(services, request), row, challenge, notice };
  const outcome = await services.database.run(addPasskey, change);
  if (outcome !== 'added') throw refusals[outcome]();
  return { status: 201, body: shown(row) };
}

const refusals = {
  stale: () => new ProblemError(401, 'you are not signed in any more: sign in again'),
  'used-challenge': () => new ProblemError(409, 'this was sent twice: the passkey is there'),
  taken: () => new ProblemError(409, 'this passkey belongs to an account already'),
  'too-many': () => new ProblemError(409, `an account has at most ${mostPasskeys} passkeys`),
};

async function rename({ services }: PasskeyParts, request: HubRequest): Promise<HubReply> {
  const { name } = await request.json(renamePasskeySchema);
  const id = request.param('id');
  const change = { ...changeOf(services, request), id, name };
  if (!(await services.database.run(renamePasskey, change))) throw unknown();
  const row = (await ownPasskeys(services, request.accountId())).find((each) => each.id === id);
  if (!row) throw unknown();
  return { status: 200, body: shown(row) };
}

async function remove({ services }: PasskeyParts, request: HubRequest): Promise<HubReply> {
  requireRecent(request, services.clock());
  const notice = await noticeOf(services, request, 'A passkey was deleted.');
  const change = { ...changeOf(services, request), id: request.param('id'), notice };
  if (!(await services.database.run(removePasskey, change))) throw unknown();
  return { status: 204 };
}

function ownPasskeys({ database }: HubServices, accountId: number): Promise<PasskeyRow[]> {
  return database.query
    .selectFrom('hub_passkeys')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

function noticeOf(services: HubServices, request: HubRequest, what: string) {
  return securityNoticeTo(services, request, { accountId: request.accountId(), what });
}

function changeOf(services: HubServices, request: HubRequest) {
  const { subject, context } = request;
  const client = request.header('user-agent') ?? '';
  const actor = { id: request.accountId(), name: subject.name, address: context.address, client };
  return { subject, actor, now: services.clock() };
}

function unknown(): ProblemError {
  return new ProblemError(404, 'there is no such passkey');
}

function shown(row: PasskeyRow): Passkey {
  return {
    id: row.id,
    name: row.name,
    created_at: new Date(row.created_at).toISOString(),
    last_used: row.last_used_at === null ? null : new Date(row.last_used_at).toISOString(),
    is_synced: row.synced === 1,
  };
}
