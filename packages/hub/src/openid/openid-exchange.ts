import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  type CustomFetch,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type ServerMetadata,
} from 'openid-client';
import type { EgressClient } from '../egress/egress-client.ts';
import { egressFetch } from '../egress/egress-fetch.ts';
import type { Clock } from '../ports/clock.ts';
import { openidClientSecret, sealedContext } from '../secrets/sealed-columns.ts';
import type { SecretBox } from '../secrets/secret-box.ts';
import { type OpenidClaims, readClaims } from './openid-claims.ts';
import type { OpenidProviderSettings } from './openid-provider.ts';

/** What must come back with an answer, or be sent with its code. */
export interface FlowSecrets {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** A provider that cannot be asked, or says what cannot be believed. The message is for administrators. */
export class OpenidError extends Error {
  override readonly name = 'OpenidError';
}

/** How long what a provider says of itself is believed. */
const metadataMilliseconds = 10 * 60_000;
const timeoutSeconds = 15;

/**
 * Speaks with OpenID providers: discovery, authorization code with PKCE, state and nonce. The keys of
 * a provider are read at each sign-in, so that it may replace them at any time.
 */
export class OpenidExchange {
  readonly #secrets: SecretBox;
  readonly #egress: EgressClient;
  readonly #clock: Clock;
  readonly #known = new Map<string, { readAt: number; metadata: ServerMetadata }>();

  constructor(options: { secrets: SecretBox; egress: EgressClient; clock: Clock }) {
    this.#secrets = options.secrets;
    this.#egress = options.egress;
    this.#clock = options.clock;
  }

  /** Where the browser is sent to sign in, and what to keep for its return. Throws OpenidError. */
  async begin(
    provider: OpenidProviderSettings,
    redirectUri: string,
  ): Promise<{ location: string; secrets: FlowSecrets }> {
    return await explained(provider, async () => {
      const configuration = await this.#configuration(provider);
      const secrets = {
        ...{ state: randomState(), nonce: randomNonce() },
        verifier: randomPKCECodeVerifier(),
      };
      const url = buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: [...new Set(['openid', ...provider.scopes])].join(' '),
        code_challenge: await calculatePKCECodeChallenge(secrets.verifier),
        code_challenge_method: 'S256',
        state: secrets.state,
        nonce: secrets.nonce,
      });
      if (!/^https?:$/.test(url.protocol)) throw new OpenidError('its sign-in page is no web page');
      return { location: url.href, secrets };
    });
  }

  /** Who came back, by the full URL to which he did. Throws OpenidError. */
  async finish(
    provider: OpenidProviderSettings,
    callback: URL,
    { state, nonce, verifier }: FlowSecrets,
  ): Promise<OpenidClaims> {
    return await explained(provider, async () => {
      const configuration = await this.#configuration(provider);
      const tokens = await authorizationCodeGrant(configuration, callback, {
        ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier },
        idTokenExpected: true,
      });
      const idToken = tokens.claims();
      if (!idToken) throw new OpenidError('it gave no ID token');
      const more = configuration.serverMetadata().userinfo_endpoint
        ? await fetchUserInfo(configuration, tokens.access_token, idToken.sub)
        : {};
      // What is signed wins.
      return readClaims({ ...more, ...idToken }, provider);
    });
  }

  /** What the provider says of itself, read anew. Throws OpenidError. */
  async check(provider: OpenidProviderSettings): Promise<Readonly<ServerMetadata>> {
    this.#known.delete(keyOf(provider));
    return await explained(provider, async () =>
      (await this.#configuration(provider)).serverMetadata(),
    );
  }

  async #configuration(provider: OpenidProviderSettings): Promise<Configuration> {
    const insecure = await this.#mayBeInsecure(provider);
    const metadata = await this.#metadata(provider, insecure);
    // Made anew each time: with it goes what it remembers of the provider's keys.
    const configuration = new Configuration(
      metadata,
      provider.clientId,
      undefined,
      this.#authentication(provider, metadata),
    );
    configuration[customFetch] = this.#fetch;
    configuration.timeout = timeoutSeconds;
    if (insecure) allowInsecureRequests(configuration);
    enableNonRepudiationChecks(configuration);
    return configuration;
  }

  async #metadata(provider: OpenidProviderSettings, insecure: boolean): Promise<ServerMetadata> {
    const key = keyOf(provider);
    const known = this.#known.get(key);
    const now = this.#clock();
    if (known && now - known.readAt < metadataMilliseconds) return known.metadata;
    const found = await discovery(new URL(provider.issuer), provider.clientId, undefined, None(), {
      [customFetch]: this.#fetch,
      timeout: timeoutSeconds,
      execute: insecure ? [allowInsecureRequests] : [],
    });
    const { supportsPKCE: _, ...metadata } = { ...found.serverMetadata() };
    this.#known.set(key, { readAt: now, metadata });
    return metadata;
  }

  /** Without TLS only where the administrator has said that the place is to be trusted. */
  async #mayBeInsecure({ issuer }: OpenidProviderSettings): Promise<boolean> {
    if (!issuer.startsWith('http:')) return false;
    if (await this.#egress.isAllowedPlace(issuer)) return true;
    throw new OpenidError('an issuer without TLS must be among egress.allow');
  }

  #authentication(provider: OpenidProviderSettings, metadata: ServerMetadata): ClientAuth {
    const { sealedClientSecret, slug } = provider;
    if (sealedClientSecret === null) return None();
    const secret = this.#secrets.open(sealedClientSecret, sealedContext(openidClientSecret, slug));
    const methods = metadata.token_endpoint_auth_methods_supported;
    // OpenID Connect Discovery section 3: Basic where nothing is said.
    const posts = methods && !methods.includes('client_secret_basic');
    return posts ? ClientSecretPost(secret) : ClientSecretBasic(secret);
  }

  readonly #fetch: CustomFetch = (url, options) => egressFetch(this.#egress)(url, options);
}

function keyOf({ slug, issuer, clientId }: OpenidProviderSettings): string {
  return `${slug} ${issuer} ${clientId}`;
}

async function explained<Result>(
  { slug }: OpenidProviderSettings,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw new OpenidError(`the OpenID provider ${slug}: ${reasons(cause)}`, { cause });
  }
}

/** Libraries wrap what really happened; it is the innermost that helps. */
function reasons(error: unknown): string {
  const messages: string[] = [];
  for (let each = error; each instanceof Error && messages.length < 4; each = each.cause) {
    if (!messages.includes(each.message)) messages.push(each.message);
  }
  return messages.join(': ') || 'it failed';
}
