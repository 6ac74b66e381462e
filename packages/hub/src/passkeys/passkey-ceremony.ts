import { isIP } from 'node:net';
import type {
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { ProblemError } from '../api/problem-error.ts';
import type { PasskeyRow } from './passkey-tables.ts';

/** For whom and where a passkey is made or shown: browsers bind it to the host's name. */
export interface RelyingParty {
  readonly id: string;
  readonly origin: string;
}

/** Loaded when first needed: most starts of a worker see no passkey. */
const webauthn = () => import('@simplewebauthn/server');

/** Milliseconds a browser lets its user take. */
const timeout = 3 * 60_000;

/** Whether browsers could make passkeys for this origin: they belong to a host's name. */
export function hasPasskeys(origin: string): boolean {
  return isIP(new URL(origin).hostname.replace(/^\[|\]$/g, '')) === 0;
}

/** What the hub is to browsers by this origin. Throws ProblemError 409 where it has no name. */
export function relyingParty(origin: string): RelyingParty {
  if (!hasPasskeys(origin)) {
    throw new ProblemError(
      409,
      'passkeys belong to a host name, and this hub is called by its address: open it by its name (on this machine: localhost)',
    );
  }
  return { id: new URL(origin).hostname, origin };
}

/** What authenticators keep with a passkey, to say whose it is; it tells nothing of the account. */
export function userHandle(accountId: number): string {
  return Buffer.from(`slipway ${accountId}`).toString('base64url');
}

/** Options for adding a passkey: kept by the device, and unlocked by its user each time. */
export async function registrationOptions(options: {
  readonly party: RelyingParty;
  readonly account: { readonly id: number; readonly name: string };
  readonly challenge: string;
  readonly present: readonly { readonly credential_id: string }[];
}) {
  const { party, account, challenge, present } = options;
  const { generateRegistrationOptions } = await webauthn();
  return generateRegistrationOptions({
    ...{ rpName: 'Slipway', rpID: party.id, challenge, timeout },
    userID: new Uint8Array(Buffer.from(userHandle(account.id), 'base64url')),
    ...{ userName: account.name, userDisplayName: account.name },
    attestationType: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    excludeCredentials: present.map(({ credential_id: id }) => ({ id })),
  });
}

/** Options for signing in with whichever passkey the browser has for this hub. */
export async function signInOptions(party: RelyingParty, challenge: string) {
  const { generateAuthenticationOptions } = await webauthn();
  const userVerification = 'required';
  return generateAuthenticationOptions({ rpID: party.id, challenge, timeout, userVerification });
}

/** What a new passkey is, or undefined where the proof is not right. */
export async function verifiedRegistration(options: {
  readonly party: RelyingParty;
  readonly response: Parameters<typeof verifyRegistrationResponse>[0]['response'];
  acceptsChallenge(challenge: string): boolean;
}) {
  const { party, response, acceptsChallenge } = options;
  const { verifyRegistrationResponse } = await webauthn();
  const result = await quietly(() =>
    verifyRegistrationResponse({
      response,
      ...{ expectedOrigin: party.origin, expectedRPID: party.id },
      expectedChallenge: acceptsChallenge,
      requireUserVerification: true,
    }),
  );
  if (!result?.verified) return undefined;
  const { credential, credentialBackedUp } = result.registrationInfo;
  return {
    credentialId: credential.id,
    publicKey: Buffer.from(credential.publicKey).toString('base64url'),
    counter: credential.counter,
    synced: credentialBackedUp,
  };
}

/** What a passkey proved, or undefined where it did not. */
export async function verifiedSignIn(options: {
  readonly party: RelyingParty;
  readonly response: Parameters<typeof verifyAuthenticationResponse>[0]['response'];
  readonly passkey: Pick<PasskeyRow, 'credential_id' | 'public_key' | 'counter'>;
  acceptsChallenge(challenge: string): boolean;
}) {
  const { party, response, passkey, acceptsChallenge } = options;
  const { verifyAuthenticationResponse } = await webauthn();
  const result = await quietly(() =>
    verifyAuthenticationResponse({
      response,
      ...{ expectedOrigin: party.origin, expectedRPID: party.id },
      expectedChallenge: acceptsChallenge,
      requireUserVerification: true,
      credential: {
        id: passkey.credential_id,
        publicKey: new Uint8Array(Buffer.from(passkey.public_key, 'base64url')),
        counter: passkey.counter,
      },
    }),
  );
  if (!result?.verified) return undefined;
  const { newCounter, credentialBackedUp } = result.authenticationInfo;
  return { counter: newCounter, synced: credentialBackedUp };
}

/** The library throws for whatever is wrong with an answer; all of it is the sender's fault. */
async function quietly<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch {
    return undefined;
  }
}
