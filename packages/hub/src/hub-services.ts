import type { ContentStore } from '@slipway/content';
import type { Database } from '@slipway/database';
import type { RegistryTables } from '@slipway/registry';
import type { LiveState } from './access/live-state.ts';
import type { PasswordHasher } from './accounts/password-hasher.ts';
import type { HubSettings } from './hub-settings.ts';
import type { Clock } from './ports/clock.ts';
import type { Log } from './ports/log.ts';
import type { SignIn } from './sign-in/sign-in.ts';
import type { HubTables } from './tables.ts';
import type { RefreshTokens } from './tokens/refresh-tokens.ts';
import type { SignedTokens } from './tokens/signed-tokens.ts';
import type { SigningKeys } from './tokens/signing-keys.ts';

/** What the hub's routes work with. */
export interface HubServices {
  readonly database: Database<HubTables & RegistryTables>;
  /** Blobs and manifests, by digest. */
  readonly content: ContentStore;
  readonly settings: HubSettings;
  readonly log: Log;
  readonly clock: Clock;
  readonly live: LiveState;
  readonly hasher: PasswordHasher;
  readonly keys: SigningKeys;
  readonly tokens: SignedTokens;
  readonly refreshTokens: RefreshTokens;
  readonly signIn: SignIn;
}
