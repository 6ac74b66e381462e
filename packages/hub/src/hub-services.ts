import type { ContentStore } from '@slipway/content';
import type { Database } from '@slipway/database';
import type { RegistryTables } from '@slipway/registry';
import type { LiveState } from './access/live-state.ts';
import type { PasswordHasher } from './accounts/password-hasher.ts';
import type { EgressClient } from './egress/egress-client.ts';
import type { HubSettings } from './hub-settings.ts';
import type { Mailer } from './mail/mailer.ts';
import type { ApiLimiter } from './ports/api-limiter.ts';
import type { Clock } from './ports/clock.ts';
import type { HubOperations } from './ports/hub-operations.ts';
import type { Log } from './ports/log.ts';
import type { LoginLimiter } from './ports/login-limiter.ts';
import type { KeyRing } from './secrets/master-key.ts';
import type { SecretBox } from './secrets/secret-box.ts';
import type { BrowserSessions } from './sessions/browser-sessions.ts';
import type { SignIn } from './sign-in/sign-in.ts';
import type { HubTables } from './tables.ts';
import type { RefreshTokens } from './tokens/refresh-tokens.ts';
import type { SignedTokens } from './tokens/signed-tokens.ts';
import type { SigningKeys } from './tokens/signing-keys.ts';
import type { TwoFactor } from './two-factor/two-factor.ts';

/** What the hub's routes work with. */
export interface HubServices {
  readonly database: Database<HubTables & RegistryTables>;
  /** Blobs and manifests, by digest. */
  readonly content: ContentStore;
  readonly settings: HubSettings;
  readonly log: Log;
  readonly clock: Clock;
  readonly live: LiveState;
  /** Counts failed tries of every credential. */
  readonly loginLimiter: LoginLimiter;
  readonly apiLimiter: ApiLimiter;
  readonly operations: HubOperations;
  readonly masterKeys: KeyRing;
  /** Seals what the hub must read again. */
  readonly secrets: SecretBox;
  /** The one way out for requests that a user can cause. */
  readonly egress: EgressClient;
  /** Undefined where no mail is configured. Letters go through `postLetter`. */
  readonly mailer: Mailer | undefined;
  readonly hasher: PasswordHasher;
  readonly keys: SigningKeys;
  readonly tokens: SignedTokens;
  readonly refreshTokens: RefreshTokens;
  readonly signIn: SignIn;
  readonly sessions: BrowserSessions;
  readonly twoFactor: TwoFactor;
}
