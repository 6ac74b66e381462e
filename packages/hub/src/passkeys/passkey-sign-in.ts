import { passkeySignInSchema, type StartedSession } from '@slipway/api';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { ProblemError } from '../api/problem-error.ts';
import type { LoginKeys } from '../ports/login-limiter.ts';
import { refuseForeign } from '../sessions/same-origin.ts';
import { TooManyAttemptsError } from '../sign-in/sign-in-error.ts';
import { relyingParty, signInOptions, userHandle, verifiedSignIn } from './passkey-ceremony.ts';
import type { AnsweredChallenge } from './passkey-challenges.ts';
import { usePasskey } from './passkey-commands.ts';
import type { PasskeyParts } from './passkey-routes.ts';

const noStore = { 'cache-control': 'no-store' };

/** Options for a browser's authenticator; they name no account. */
export async function beginSignIn(
  { challenges }: PasskeyParts,
  request: HubRequest,
): Promise<HubReply> {
  const party = relyingParty(request.context.origin);
  const body = await signInOptions(party, challenges.make('sign-in'));
  return { status: 200, body, headers: noStore };
}

/** Signs in with a passkey alone: the device is one factor, what unlocks it the other. */
export async function signIn(parts: PasskeyParts, request: HubRequest): Promise<HubReply> {
  const { services } = parts;
  const { context } = request;
  refuseForeign(request.message, context.origin);
  const { credential } = await request.json(passkeySignInSchema);
  // A colon is in no account's name: these counts are other than the password's.
  const account = `passkey:${credential.id.slice(0, 100)}`;
  const keys: LoginKeys = { account, address: context.address };
  const { allowed, retryAfterSeconds } = await services.loginLimiter.check(keys);
  if (!allowed) throw new TooManyAttemptsError(Math.max(1, retryAfterSeconds));
  const owner = await provenOwner(parts, request, credential);
  const opened = owner && (await openSession(parts, request, owner));
  if (!owner || !opened) {
    await services.loginLimiter.failed(keys);
    throw new ProblemError(401, 'this passkey does not sign in here, or took too long: try again');
  }
  await services.loginLimiter.succeeded(keys);
  const body: StartedSession = { state: 'signed-in', username: owner.name };
  return { status: 200, body, headers: { ...noStore, 'set-cookie': opened.cookie } };
}

interface Owner {
  readonly id: number;
  readonly name: string;
  readonly generation: number;
}

async function provenOwner(
  { services, challenges }: PasskeyParts,
  request: HubRequest,
  credential: ReturnType<typeof passkeySignInSchema.parse>['credential'],
): Promise<Owner | undefined> {
  const row = await services.database.query
    .selectFrom('hub_passkeys as passkey')
    .innerJoin('hub_accounts as account', 'account.id', 'passkey.account_id')
    .select(['passkey.credential_id', 'passkey.public_key', 'passkey.counter'])
    .select(['account.id', 'account.name', 'account.password_generation as generation'])
    .where('passkey.credential_id', '=', credential.id)
    .where('account.closed_at', 'is', null)
    .executeTakeFirst();
  if (!row) return undefined;
  const { userHandle: handle, ...response } = credential.response;
  if (handle && handle !== userHandle(row.id)) return undefined;
  let challenge: AnsweredChallenge | undefined;
  const verified = await verifiedSignIn({
    party: relyingParty(request.context.origin),
    response: { ...credential, response, clientExtensionResults: {} },
    passkey: row,
    acceptsChallenge: (given) => {
      challenge = challenges.read(given, 'sign-in');
      return challenge !== undefined;
    },
  });
  if (!verified || !challenge) return undefined;
  const outcome = await services.database.run(usePasskey, {
    ...{ credentialId: row.credential_id, ...verified, challenge, now: services.clock() },
  });
  return outcome === 'used' ? row : undefined;
}

function openSession(
  { services }: PasskeyParts,
  request: HubRequest,
  { id, generation }: Owner,
): Promise<{ readonly cookie: string } | undefined> {
  const { origin, address } = request.context;
  const agent = request.header('user-agent') ?? '';
  return services.sessions.open({ id, generation, method: 'passkey' }, { origin, address, agent });
}
