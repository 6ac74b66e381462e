import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { parseAllowedPlaces } from '../egress/allowed-places.ts';
import { EgressClient } from '../egress/egress-client.ts';
import { fixedKeyRing, masterKey } from '../secrets/master-key.ts';
import { SecretBox } from '../secrets/secret-box.ts';
import { OpenidExchange } from './openid-exchange.ts';
import type { OpenidProviderSettings } from './openid-provider.ts';

const rightKey = await generateKeyPair('RS256');
const otherKey = await generateKeyPair('RS256');
const seconds = () => Math.floor(Date.now() / 1000);

/** What a provider does otherwise than it should. */
interface Misbehaviour {
  readonly metadata?: Record<string, unknown>;
  readonly claims?: Record<string, unknown>;
  readonly userinfo?: Record<string, unknown>;
  readonly key?: CryptoKey;
  readonly unsigned?: boolean;
  readonly noIdToken?: boolean;
  /** Where its token endpoint sends the client instead of answering. */
  readonly redirect?: string;
}

/** A provider written by hand, since a genuine one does not misbehave. */
async function startProvider(wrong: Misbehaviour) {
  let issuer = '';
  let nonce = '';
  const idToken = async () => {
    const claims = {
      ...{ iss: issuer, sub: 'user-1', aud: 'slipway', nonce },
      ...{ iat: seconds(), exp: seconds() + 300, ...wrong.claims },
    };
    if (wrong.unsigned) return new UnsecuredJWT(claims).encode();
    return await new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .sign(wrong.key ?? rightKey.privateKey);
  };
  const answers: Record<string, () => Promise<unknown>> = {
    '/.well-known/openid-configuration': async () => ({
      ...{ issuer, jwks_uri: `${issuer}/jwks`, authorization_endpoint: `${issuer}/authorize` },
      ...{ token_endpoint: `${issuer}/token`, userinfo_endpoint: `${issuer}/userinfo` },
      ...{ response_types_supported: ['code'], subject_types_supported: ['public'] },
      ...{ id_token_signing_alg_values_supported: ['RS256'], ...wrong.metadata },
    }),
    '/jwks': async () => ({
      keys: [{ ...(await exportJWK(rightKey.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }],
    }),
    '/token': async () => ({
      ...{ access_token: 'a', token_type: 'Bearer' },
      ...(wrong.noIdToken ? {} : { id_token: await idToken() }),
    }),
    '/userinfo': async () => ({ sub: 'user-1', name: 'Ada', ...wrong.userinfo }),
  };
  const handler: RequestListener = async (request, response) => {
    const path = new URL(request.url ?? '', issuer).pathname;
    if (path === '/token' && wrong.redirect) {
      return void response.writeHead(307, { location: wrong.redirect }).end();
    }
    const answer = answers[path];
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify((await answer?.()) ?? {}));
  };
  const server = createServer((request, response) => void handler(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider: OpenidProviderSettings = {
    ...{ id: 1, slug: 'company', name: 'The Company', issuer, clientId: 'slipway' },
    ...{ sealedClientSecret: null, scopes: ['openid'], groupsClaim: 'groups', teams: [] },
    ...{ signUp: true, allowedDomains: [], enabled: true },
  };
  const exchange = new OpenidExchange({
    secrets: new SecretBox(fixedKeyRing([masterKey(Buffer.alloc(32))])),
    egress: new EgressClient({ allowed: parseAllowedPlaces(['127.0.0.1']) }),
    clock: Date.now,
  });
  const redirectUri = 'https://hub.example/callback';
  return {
    async signIn(returned: Record<string, string> = {}) {
      const { location, secrets } = await exchange.begin(provider, redirectUri);
      nonce = new URL(location).searchParams.get('nonce') ?? '';
      const url = new URL(redirectUri);
      url.search = new URLSearchParams({ code: 'x', state: secrets.state, ...returned }).toString();
      return await exchange.finish(provider, url, secrets);
    },
    begin: () => exchange.begin(provider, redirectUri),
  };
}

test('a provider that does as it should is believed', async () => {
  const provider = await startProvider({ userinfo: { groups: ['a'], sub: 'user-1' } });
  expect(await provider.signIn()).toMatchObject({
    ...{ subject: 'user-1', fullName: 'Ada', groups: ['a'], email: null },
  });
});

test('what is sent along: PKCE by SHA-256, a state and a nonce, each time others', async () => {
  const provider = await startProvider({});
  const [one, other] = [await provider.begin(), await provider.begin()];
  const asked = new URL(one.location).searchParams;
  expect(asked.get('code_challenge_method')).toBe('S256');
  expect(asked.get('code_challenge')).not.toBe(one.secrets.verifier);
  expect(asked.get('response_type')).toBe('code');
  for (const name of ['state', 'nonce', 'verifier'] as const) {
    expect(one.secrets[name].length).toBeGreaterThanOrEqual(43);
    expect(one.secrets[name]).not.toBe(other.secrets[name]);
  }
});

test.each<[string, Misbehaviour]>([
  ['says that it is another', { metadata: { issuer: 'https://evil.example' } }],
  [
    'signs in on what is no web page',
    { metadata: { authorization_endpoint: 'javascript:alert(1)' } },
  ],
  ['signs for another issuer', { claims: { iss: 'https://evil.example' } }],
  ['signs for another client', { claims: { aud: 'another' } }],
  [
    'signs for several clients and not for this one',
    { claims: { aud: ['slipway', 'b'], azp: 'b' } },
  ],
  ['answers an older question', { claims: { nonce: 'another' } }],
  ['leaves the nonce away', { claims: { nonce: undefined } }],
  ['gives an expired token', { claims: { exp: seconds() - 60, iat: seconds() - 360 } }],
  ['gives a token of the future', { claims: { nbf: seconds() + 600 } }],
  ['names nobody', { claims: { sub: undefined } }],
  ['gives no ID token', { noIdToken: true }],
  ['signs with a key that it does not publish', { key: otherKey.privateKey }],
  ['signs with nothing', { unsigned: true }],
  ['speaks of somebody else in its userinfo', { userinfo: { sub: 'user-2' } }],
  ['sends the code elsewhere', { redirect: 'http://127.0.0.1:9/' }],
  ['keeps its keys in a private network', { metadata: { jwks_uri: 'http://10.0.0.1/jwks' } }],
  ['takes codes in a private network', { metadata: { token_endpoint: 'http://[::1]:9/' } }],
])('a provider that %s is not believed', async (_, wrong) => {
  const provider = await startProvider(wrong);
  await expect(provider.signIn()).rejects.toMatchObject({ name: 'OpenidError' });
});

test.each<[string, Record<string, string>]>([
  ['of another state', { state: 'another' }],
  ['of another issuer', { iss: 'https://evil.example' }],
  ['that is an error', { error: 'server_error' }],
])('an answer %s is not believed', async (_, returned) => {
  const provider = await startProvider({});
  await expect(provider.signIn(returned)).rejects.toMatchObject({ name: 'OpenidError' });
});
