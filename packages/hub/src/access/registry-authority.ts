import type { Database } from '@slipway/database';
import type { Digest } from '@slipway/oci';
import type {
  Authority,
  Caller,
  ChallengeRequest,
  Credentials,
  Decision,
  RepositoryAction,
  RepositoryHandle,
} from '@slipway/registry';
import { LRUCache } from 'lru-cache';
import { type HubSettings, serviceName } from '../hub-settings.ts';
import type { Clock } from '../ports/clock.ts';
import type { HubTables } from '../tables.ts';
import type { SignedTokens, VerifiedToken } from '../tokens/signed-tokens.ts';
import { isFresh } from './fresh-cache.ts';
import { liveSubject } from './live-identity.ts';
import type { LiveState } from './live-state.ts';
import { type MountSource, mountSource } from './mount-source.ts';
import { judge, rememberedSituation, situationAllowing, type Verdict } from './policy.ts';
import { actionBits, grantOf, type RegistryGrant, registryGrant } from './registry-grant.ts';
import { VisibleRepositories } from './visible-repositories.ts';

const rememberedTokens = 20_000;

interface Remembered {
  readonly token: VerifiedToken;
  /** Resolved already: handing it out again allocates nothing. */
  readonly caller: Promise<Caller | undefined>;
  readonly readAt: number;
}

const nobody: Promise<undefined> = Promise.resolve(undefined);
const hidden: Promise<Decision> = Promise.resolve({ kind: 'hidden' });

/**
 * The registry's authority. A request costs two lookups in memory once its token and its repository
 * are known; what those say is read anew after half a second.
 */
export class RegistryAuthority implements Authority {
  readonly #live: LiveState;
  readonly #tokens: SignedTokens;
  readonly #settings: HubSettings;
  readonly #service: string;
  readonly #clock: Clock;
  readonly #remembered = new LRUCache<string, Remembered>({ max: rememberedTokens });
  readonly #mountSource: MountSource;
  readonly #visible: VisibleRepositories;

  constructor(options: {
    database: Database<HubTables>;
    live: LiveState;
    tokens: SignedTokens;
    settings: HubSettings;
    clock: Clock;
  }) {
    this.#live = options.live;
    this.#tokens = options.tokens;
    this.#settings = options.settings;
    this.#service = serviceName(options.settings);
    this.#clock = options.clock;
    this.#mountSource = mountSource(options.database);
    this.#visible = new VisibleRepositories(options.database);
  }

  /** Forgets verified tokens: a key that signed some of them is void. */
  forgetTokens(): void {
    this.#remembered.clear();
  }

  identify({ authorization }: Credentials): Promise<Caller | undefined> {
    if (authorization === undefined) return nobody;
    const remembered = this.#remembered.get(authorization);
    if (remembered === undefined) return this.#verify(authorization);
    const now = this.#clock();
    if (remembered.token.expiresAt <= now) {
      this.#remembered.delete(authorization);
      return nobody;
    }
    if (isFresh(remembered.readAt, now)) return remembered.caller;
    return this.#renew(authorization, remembered);
  }

  decide(caller: Caller, name: string, action: RepositoryAction): Promise<Decision> {
    const grant = grantOf(caller);
    const place = this.#live.places.peek(name)?.value;
    const standing = place && this.#live.peekStanding(grant.subject, place);
    if (place === undefined || standing === undefined) {
      return this.#decideAfterReading(caller, name, action);
    }
    const verdict = judge(grant.subject, { place, standing }, action);
    if (verdict.kind !== 'granted') return this.#decideAfterReading(caller, name, action);
    return decision(grant, verdict, { name, action });
  }

  challenge({ credentials, scope, error }: ChallengeRequest): string {
    const origin = this.#settings.publicUrl ?? credentials.origin;
    let value = `Bearer realm="${origin}/token",service="${this.#service}"`;
    if (scope !== undefined) {
      value +=
        'repository' in scope
          ? `,scope="repository:${scope.repository}:${scope.actions.join(',')}"`
          : ',scope="registry:catalog:*"';
    }
    return error === undefined ? value : `${value},error="${error}"`;
  }

  async namedMountSource(caller: Caller, name: string): Promise<RepositoryHandle | undefined> {
    const { subject } = grantOf(caller);
    const verdict = judge(subject, await rememberedSituation(this.#live, subject, name), 'pull');
    return verdict.kind === 'granted' ? verdict.repository : undefined;
  }

  async findMountSource(caller: Caller, digest: Digest): Promise<RepositoryHandle | undefined> {
    return this.#mountSource(grantOf(caller).subject, digest);
  }

  mayListCatalog(caller: Caller): boolean {
    return grantOf(caller).catalog;
  }

  async listRepositories(caller: Caller, page: { last?: string; limit: number }) {
    return this.#visible.after(grantOf(caller).subject, page);
  }

  async #decideAfterReading(
    caller: Caller,
    name: string,
    action: RepositoryAction,
  ): Promise<Decision> {
    const grant = grantOf(caller);
    const { subject } = grant;
    const found = await situationAllowing({ live: this.#live, subject, path: name }, [action]);
    return decision(grant, judge(subject, found, action), { name, action });
  }

  async #verify(authorization: string): Promise<Caller | undefined> {
    const token = /^bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization)?.[1];
    const verified = token && (await this.#tokens.verify('registry', token));
    // A browser's session never signs registry tokens: none can rest on one.
    if (!verified || verified.credential.kind === 'session') return undefined;
    return this.#renew(authorization, { token: verified, caller: nobody, readAt: 0 });
  }

  async #renew(authorization: string, remembered: Remembered): Promise<Caller | undefined> {
    const { token } = remembered;
    const now = await liveSubject(token, this.#live, this.#clock);
    if (now === undefined) {
      this.#remembered.delete(authorization);
      return undefined;
    }
    const { subject, readAt } = now;
    const caller: Caller = {
      accountId: subject.accountId,
      name: subject.name,
      grant: registryGrant(subject, token.access),
    };
    this.#remembered.set(authorization, { token, caller: Promise.resolve(caller), readAt });
    return caller;
  }
}

/** What policy allows now, and the token was granted as well. */
function decision(
  grant: RegistryGrant,
  verdict: Verdict,
  asked: { name: string; action: RepositoryAction },
): Promise<Decision> {
  if (verdict.kind !== 'granted') return Promise.resolve(verdict);
  const bits = grant.actions.get(asked.name) ?? 0;
  // Allowed, but this token was issued for something else: the challenge leads to one that does.
  return (bits & actionBits[asked.action]) === 0 ? hidden : Promise.resolve(verdict);
}
