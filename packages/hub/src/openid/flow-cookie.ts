import type { Clock } from '../ports/clock.ts';
import { type SecretBox, SecretBoxError } from '../secrets/secret-box.ts';
import { secretDigest } from '../tokens/secret.ts';
import type { FlowSecrets } from './openid-exchange.ts';

/** What a browser has begun with a provider. */
export interface OpenidFlow {
  readonly slug: string;
  readonly secrets: FlowSecrets;
  /** A path of the hub's own. */
  readonly returnTo: string;
  /** The account that the identity is to sign in to from now on; null: somebody signs in. */
  readonly link: { readonly accountId: number; readonly sessionId: string | null } | null;
  readonly redirectUri: string;
}

const lifeMilliseconds = 10 * 60_000;
const context = 'openid flow';

/**
 * Flows lie sealed in the browser that began them: nobody else's can end one, any worker can, and
 * strangers who begin thousands leave nothing behind. One cookie for each, so that tabs do not
 * disturb each other.
 */
export class FlowCookies {
  readonly #secrets: SecretBox;
  readonly #clock: Clock;

  constructor(secrets: SecretBox, clock: Clock) {
    this.#secrets = secrets;
    this.#clock = clock;
  }

  /** The Set-Cookie header that keeps a flow. */
  put(flow: OpenidFlow): string {
    const sealed = this.#secrets.seal(
      JSON.stringify({ flow, until: this.#clock() + lifeMilliseconds }),
      context,
    );
    return cookie(flow.secrets.state, sealed, flow.redirectUri, lifeMilliseconds / 1000);
  }

  /** The flow of this state, or undefined where this browser has begun none, or too long ago. */
  take(header: string | undefined, state: string): OpenidFlow | undefined {
    const name = cookieName(state);
    for (const part of (header ?? '').split(';')) {
      const mark = part.indexOf('=');
      if (part.slice(0, mark).trim() !== name) continue;
      try {
        const opened = this.#secrets.open(part.slice(mark + 1).trim(), context);
        const { flow, until } = JSON.parse(opened) as { flow: OpenidFlow; until: number };
        return until > this.#clock() && flow.secrets.state === state ? flow : undefined;
      } catch (error) {
        if (!(error instanceof SecretBoxError)) throw error;
      }
    }
    return undefined;
  }

  /** The Set-Cookie header that takes a flow away. */
  remove({ secrets, redirectUri }: OpenidFlow): string {
    return cookie(secrets.state, '', redirectUri, 0);
  }
}

function cookieName(state: string): string {
  return `slipway_openid_${secretDigest(state).slice(0, 12)}`;
}

function cookie(state: string, value: string, redirectUri: string, maxAge: number): string {
  const secure = redirectUri.startsWith('https:') ? '; Secure' : '';
  // The provider's folder: it is asked for nowhere else.
  const path = new URL('.', redirectUri).pathname.slice(0, -1);
  // Lax: it is the provider's page that leads back here.
  return `${cookieName(state)}=${value}; Path=${path}; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${secure}`;
}
