import type { AuditAction } from './audit-action.ts';

/** What is done to an account, and how it is signed in to. */
export const accountActions: Readonly<Record<string, AuditAction>> = {
  create: { label: 'Account Created', says: 'created the account {name}' },
  update: { label: 'Account Updated', says: 'changed the account {name}' },
  close: { label: 'Account Closed', says: 'closed the account {name}' },
  open: { label: 'Account Opened', says: 'opened the account {name} again' },
  delete: { label: 'Account Deleted', says: 'deleted the account {name}' },
  sign_in: {
    label: 'Signed In',
    says: (_, { method }) => (method ? `signed in (${method})` : 'signed in'),
  },
  sign_out: { label: 'Session Ended', says: 'ended a session of {name}' },
  sign_out_everywhere: {
    label: 'Signed Out Everywhere',
    says: 'ended every session of {name}',
  },
  'password.change': {
    label: 'Password Changed',
    says: 'changed the password of {name}',
  },
  'password.reset': {
    label: 'Password Reset',
    says: 'chose a new password for {name} by a link',
  },
  'password.set': { label: 'Password Set', says: 'set the password of {name}' },
  'password.link': {
    label: 'Password Link Made',
    says: 'made a link for a new password of {name}',
  },
  'email.change': { label: 'Address Changed', says: 'changed the address of {name}' },
  'email.verify': {
    label: 'Address Confirmed',
    says: 'confirmed the address of {name}',
  },
  'email.link': {
    label: 'Confirmation Sent',
    says: 'asked {name} to confirm an address',
  },
  'avatar.set': { label: 'Avatar Set', says: 'set the avatar of {name}' },
  'avatar.remove': { label: 'Avatar Removed', says: 'removed the avatar of {name}' },
  'access_token.create': {
    label: 'Access Token Created',
    says: 'created the access token {name}',
  },
  'access_token.update': {
    label: 'Access Token Updated',
    says: 'changed the access token {name}',
  },
  'access_token.delete': {
    label: 'Access Token Deleted',
    says: 'deleted the access token {name}',
  },
  'two_factor.enable': {
    label: 'Two-Factor Turned On',
    says: 'turned two-factor authentication of {name} on',
  },
  'two_factor.disable': {
    label: 'Two-Factor Turned Off',
    says: 'turned two-factor authentication of {name} off',
  },
  'two_factor.recovery_codes': {
    label: 'Recovery Codes Replaced',
    says: 'replaced the recovery codes of {name}',
  },
  'two_factor.recovery_code.use': {
    label: 'Recovery Code Used',
    says: 'used a recovery code of {name}',
  },
  'two_factor.lock': {
    label: 'Codes Locked',
    says: 'gave so many wrong codes for {name} that none is looked at for a while',
  },
  'passkey.add': {
    label: 'Passkey Added',
    says: 'added the passkey {passkey}',
  },
  'passkey.rename': {
    label: 'Passkey Renamed',
    says: 'renamed a passkey to {passkey}',
  },
  'passkey.delete': {
    label: 'Passkey Deleted',
    says: 'deleted the passkey {passkey}',
  },
  'openid.link': {
    label: 'Provider Linked',
    says: 'let {provider} sign in to {name}',
  },
  'openid.unlink': {
    label: 'Provider Unlinked',
    says: 'let {provider} sign in to {name} no more',
  },
};

/** What administrators do to the hub itself. */
export const hubActions: Readonly<Record<string, AuditAction>> = {
  'openid_provider.create': {
    label: 'OpenID Provider Added',
    says: 'added the OpenID provider {name}',
  },
  'openid_provider.update': {
    label: 'OpenID Provider Updated',
    says: 'changed the OpenID provider {name}',
  },
  'openid_provider.delete': {
    label: 'OpenID Provider Removed',
    says: 'removed the OpenID provider {name}',
  },
  'signing_key.rotate': {
    label: 'Signing Key Replaced',
    says: 'replaced the key that tokens are signed with',
  },
  'master_key.rotate': {
    label: 'Master Key Replaced',
    says: 'replaced the key that stored secrets are encrypted under',
  },
};

/** What administrators do to namespaces. */
export const namespaceActions: Readonly<Record<string, AuditAction>> = {
  'badge.updated': { label: 'Badge Changed', says: 'changed the badge of {name}' },
  'quota.updated': { label: 'Quota Changed', says: 'changed the quota of {name}' },
  'retention.updated': {
    label: 'Retention Changed',
    says: 'changed the retention rules of {name}',
  },
};
