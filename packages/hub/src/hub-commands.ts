import {
  bootstrapAccounts,
  createAccount,
  setPassword,
  updateAccount,
} from './accounts/account-commands.ts';
import { deleteAccount } from './accounts/delete-account.ts';
import { linkCommands } from './accounts/link-commands.ts';
import { askPasswordReset } from './accounts/password-reset-routes.ts';
import { profileCommands } from './accounts/profile-commands.ts';
import { signUp } from './accounts/sign-up-command.ts';
import { commandList } from './command-list.ts';
import { imageCommands } from './images/all-image-commands.ts';
import { invitationCommands } from './invitations/invitation-commands.ts';
import { jobCommands } from './jobs/all-job-commands.ts';
import { layerCommands } from './layers/all-layer-commands.ts';
import { mailCommands } from './mail/send-letters.ts';
import { openidIdentityCommands } from './openid/identity-commands.ts';
import { openidProviderCommands } from './openid/provider-commands.ts';
import { organizationCommands } from './organizations/all-organization-commands.ts';
import { passkeyCommands } from './passkeys/passkey-commands.ts';
import { setQuota } from './quotas/quota-commands.ts';
import { archiveRepository } from './repositories/archive-commands.ts';
import { setNamespaceBadge, setRepositoryBadge } from './repositories/badge-commands.ts';
import { deleteRepository } from './repositories/delete-repository.ts';
import { removeAlias, renameRepository } from './repositories/name-commands.ts';
import { createRepository, updateRepository } from './repositories/repository-commands.ts';
import {
  answerTransfer,
  offerTransfer,
  withdrawTransfer,
} from './repositories/transfer-commands.ts';
import { retentionCommands } from './retention/all-retention-commands.ts';
import { rebuildIndex } from './search/rebuild-index.ts';
import { rotationCommands } from './secrets/note-rotation.ts';
import { masterKeyProofCommands } from './secrets/prove-master-key.ts';
import { resealCommands } from './secrets/reseal-secrets.ts';
import { sessionCommands } from './sessions/session-commands.ts';
import { setStar } from './stars/star-commands.ts';
import { tagCommands } from './tags/all-tag-commands.ts';
import {
  createAccessToken,
  deleteAccessToken,
  updateAccessToken,
} from './tokens/access-token-commands.ts';
import { addRefreshToken } from './tokens/refresh-tokens.ts';
import { ensureSigningKey } from './tokens/signing-key-commands.ts';
import { twoFactorCommands } from './two-factor/two-factor-commands.ts';
import { recordUsage } from './usage/record-usage.ts';
import { webhookCommands } from './webhooks/all-webhook-commands.ts';

/** Every command of the hub, for `openDatabase`. */
export const hubCommands = commandList(
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
  ...tagCommands,
  ...imageCommands,
  ...layerCommands,
  ...retentionCommands,
  createRepository,
  updateRepository,
  deleteRepository,
  renameRepository,
  removeAlias,
  archiveRepository,
  offerTransfer,
  withdrawTransfer,
  answerTransfer,
  setRepositoryBadge,
  setNamespaceBadge,
  setStar,
  setQuota,
  rebuildIndex,
  ...organizationCommands,
  ...mailCommands,
  ...jobCommands,
  ...webhookCommands,
  ...masterKeyProofCommands,
  ...resealCommands,
  ...rotationCommands,
  ...sessionCommands,
  ...profileCommands,
  ...linkCommands,
  deleteAccount,
  ...invitationCommands,
  askPasswordReset,
  signUp,
  ...twoFactorCommands,
  ...passkeyCommands,
  ...openidIdentityCommands,
  ...openidProviderCommands,
);
