import type { AnyCommand } from '@slipway/database';
import type { RegistryTables } from '@slipway/registry';
import {
  bootstrapAccounts,
  createAccount,
  setPassword,
  updateAccount,
} from './accounts/account-commands.ts';
import { jobCommands } from './jobs/all-job-commands.ts';
import { mailCommands } from './mail/send-letters.ts';
import {
  createRepository,
  deleteRepository,
  updateRepository,
} from './repositories/repository-commands.ts';
import { masterKeyProofCommands } from './secrets/prove-master-key.ts';
import { resealCommands } from './secrets/reseal-secrets.ts';
import type { HubTables } from './tables.ts';
import {
  createAccessToken,
  deleteAccessToken,
  updateAccessToken,
} from './tokens/access-token-commands.ts';
import { addRefreshToken } from './tokens/refresh-tokens.ts';
import { ensureSigningKey } from './tokens/signing-key-commands.ts';
import { twoFactorCommands } from './two-factor/two-factor-commands.ts';
import { recordUsage } from './usage/usage-recorder.ts';
import { webhookCommands } from './webhooks/all-webhook-commands.ts';

/** Every command of the hub, for `openDatabase`. */
export const hubCommands: readonly AnyCommand<HubTables & RegistryTables>[] = [
  bootstrapAccounts,
  createAccount,
  setPassword,
  updateAccount,
  createAccessToken,
  updateAccessToken,
  deleteAccessToken,
  addRefreshToken,
  ensureSigningKey,
  recordUsage,
  createRepository,
  updateRepository,
  deleteRepository,
  ...mailCommands,
  ...jobCommands,
  ...webhookCommands,
  ...masterKeyProofCommands,
  ...resealCommands,
  ...twoFactorCommands,
] as readonly unknown[] as readonly AnyCommand<HubTables & RegistryTables>[];
