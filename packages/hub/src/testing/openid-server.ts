import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
// @ts-expect-error the package comes without types
import Provider from 'oidc-provider';
import { onTestFinished } from 'vitest';

/** The client that test providers know. */
export const openidClient = { id: 'slipway', secret: 'a-secret-of-the-client' } as const;

/** A genuine OpenID provider, in which somebody is signed in. */
export interface OpenidServer {
  readonly issuer: string;
  /** Who signs in next; undefined: he says no. */
  user: string | undefined;
  /** What is said of users, by their subject. */
  readonly claims: Map<string, Record<string, unknown>>;
  /** Replaces the keys that ID tokens are signed with. */
  rotateKeys(): Promise<void>;
}

async function listen(handler: () => RequestListener): Promise<string> {
  const server = createServer((request, response) => void handler()(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Starts a provider that knows the hub by these redirect URIs. */
export async function startOpenidServer(redirectUris: readonly string[]): Promise<OpenidServer> {
  let handler: RequestListener = (_, response) => void response.writeHead(503).end();
  const issuer = await listen(() => handler);
  const claims = new Map<string, Record<string, unknown>>();
  const server: OpenidServer = {
    ...{ issuer, user: 'user-1', claims },
    async rotateKeys() {
      const { privateKey } = await generateKeyPair('ES256', { extractable: true });
      const key = { ...(await exportJWK(privateKey)), use: 'sig', alg: 'ES256' };
      handler = providerHandler(server, redirectUris, key);
    },
  };
  await server.rotateKeys();
  return server;
}

function providerHandler(
  server: OpenidServer,
  redirectUris: readonly string[],
  key: JWK,
): RequestListener {
  const scopes = 'openid profile email groups';
  const provider = new Provider(server.issuer, {
    jwks: { keys: [key] },
    clients: [
      {
        ...{ client_id: openidClient.id, client_secret: openidClient.secret },
        ...{ redirect_uris: redirectUris, response_types: ['code'] },
        ...{ grant_types: ['authorization_code'], id_token_signed_response_alg: 'ES256' },
      },
    ],
    scopes: scopes.split(' '),
    claims: {
      ...{ openid: ['sub'], profile: ['name', 'preferred_username'] },
      ...{ email: ['email', 'email_verified'], groups: ['groups'] },
    },
    adapter: MemoryAdapter,
    ttl: { AccessToken: 300, Grant: 300, IdToken: 300, Interaction: 300, Session: 300 },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    pkce: { required: () => true },
    cookies: { keys: ['test'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: () => '/interaction' },
    findAccount: (_: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, ...server.claims.get(id) }),
    }),
    async loadExistingGrant({ oidc }: { oidc: ProviderContext }) {
      const grant = new provider.Grant({
        ...{ clientId: oidc.client.clientId, accountId: oidc.session.accountId },
      });
      grant.addOIDCScope(scopes);
      await grant.save();
      return grant;
    },
  });
  const callback = provider.callback() as RequestListener;
  const interact = async (request: IncomingMessage, response: ServerResponse) => {
    const { user } = server;
    const result = user === undefined ? { error: 'access_denied' } : { login: { accountId: user } };
    await provider.interactionFinished(request, response, result);
  };
  return (request, response) =>
    request.url?.startsWith('/interaction')
      ? void interact(request, response)
      : callback(request, response);
}

interface ProviderContext {
  readonly client: { readonly clientId: string };
  readonly session: { readonly accountId: string };
}

/** Where a provider keeps what it has given out: in memory, and so no longer than its keys. */
class MemoryAdapter {
  readonly #model: string;
  readonly #kept = new Map<string, Record<string, unknown>>();

  constructor(model: string) {
    this.#model = model;
  }

  async upsert(id: string, payload: Record<string, unknown>): Promise<void> {
    this.#kept.set(id, payload);
  }

  async find(id: string): Promise<Record<string, unknown> | undefined> {
    return this.#kept.get(id);
  }

  async findByUid(uid: unknown): Promise<Record<string, unknown> | undefined> {
    if (this.#model !== 'Session') return undefined;
    return [...this.#kept.values()].find((payload) => payload.uid === uid);
  }

  async consume(id: string): Promise<void> {
    const payload = this.#kept.get(id);
    if (payload) payload.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id: string): Promise<void> {
    this.#kept.delete(id);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [id, payload] of this.#kept) {
      if (payload.grantId === grantId) this.#kept.delete(id);
    }
  }
}
