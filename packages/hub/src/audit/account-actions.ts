import type { AuditAction } from './audit-action.ts';

/** What is done to an account, and how it is signed in to. */
export const accountActions: Readonly<Record<string, AuditAction>> = {
  create: { label: 'Account Created', says: (name) => `created the account ${name}` },
  update: { label: 'Account Updated', says: (name) => `changed the account ${name}` },
  close: { label: 'Account Closed', says: (name) => `closed the account ${name}` },
  open: { label: 'Account Opened', says: (name) => `opened the account ${name} again` },
  delete: { label: 'Account Deleted', says: (name) => `deleted the account ${name}` },
  sign_in: {
    label: 'Signed In',
    says: (_, { method }) => (method ? `signed in (${method})` : 'signed in'),
  },
  sign_out: { label: 'Session Ended', says: (name) => `ended a session of ${name}` },
  sign_out_everywhere: {
    label: 'Signed Out Everywhere',
    says: (name) => `ended every session of ${name}`,
  },
  'password.change': {
    label: 'Password Changed',
    says: (name) => `changed the password of ${name}`,
  },
  'password.reset': {
    label: 'Password Reset',
    says: (name) => `chose a new password for ${name} by a link`,
  },
  'password.set': { label: 'Password Set', says: (name) => `set the password of ${name}` },
  'password.link': {
    label: 'Password Link Made',
    says: (name) => `made a link for a new password of ${name}`,
  },
  'email.change': { label: 'Address Changed', says: (name) => `changed the address of ${name}` },
  'email.verify': {
    label: 'Address Confirmed',
    says: (name) => `confirmed the address of ${name}`,
  },
  'email.link': {
    label: 'Confirmation Sent',
    says: (name) => `asked ${name} to confirm an address`,
  },
  'avatar.set': { label: 'Avatar Set', says: (name) => `set the avatar of ${name}` },
  'avatar.remove': { label: 'Avatar Removed', says: (name) => `removed the avatar of ${name}` },
  'access_token.create': {
    label: 'Access Token Created',
    says: (name) => `created the access token ${name}`,
  },
  'access_token.update': {
    label: 'Access Token Updated',
    says: (name) => `changed the access token ${name}`,
  },
  'access_token.delete': {
    label: 'Access Token Deleted',
    says: (name) => `deleted the access token ${name}`,
  },
  'two_factor.enable': {
    label: 'Two-Factor Turned On',
    says: (name) => `turned two-factor authentication of ${name} on`,
  },
  'two_factor.disable': {
    label: 'Two-Factor Turned Off',
    says: (name) => `turned two-factor authentication of ${name} off`,
  },
  'two_factor.recovery_codes': {
    label: 'Recovery Codes Replaced',
    says: (name) => `replaced the recovery codes of ${name}`,
  },
  'two_factor.recovery_code.use': {
    label: 'Recovery Code Used',
    says: (name) => `used a recovery code of ${name}`,
  },
  'two_factor.lock': {
    label: 'Codes Locked',
    says: (name) => `gave so many wrong codes for ${name} that none is looked at for a while`,
  },
  'passkey.add': {
    label: 'Passkey Added',
    says: (_, { passkey }) => `added the passkey ${passkey}`,
  },
  'passkey.rename': {
    label: 'Passkey Renamed',
    says: (_, { passkey }) => `renamed a passkey to ${passkey}`,
  },
  'passkey.delete': {
    label: 'Passkey Deleted',
    says: (_, { passkey }) => `deleted the passkey ${passkey}`,
  },
  'openid.link': {
    label: 'Provider Linked',
    says: (name, { provider }) => `let ${provider} sign in to ${name}`,
  },
  'openid.unlink': {
    label: 'Provider Unlinked',
    says: (name, { provider }) => `let ${provider} sign in to ${name} no more`,
  },
};

/** What administrators do to the hub itself. */
export const hubActions: Readonly<Record<string, AuditAction>> = {
  'openid_provider.create': {
    label: 'OpenID Provider Added',
    says: (name) => `added the OpenID provider ${name}`,
  },
  'openid_provider.update': {
    label: 'OpenID Provider Updated',
    says: (name) => `changed the OpenID provider ${name}`,
  },
  'openid_provider.delete': {
    label: 'OpenID Provider Removed',
    says: (name) => `removed the OpenID provider ${name}`,
  },
  'signing_key.rotate': {
    label: 'Signing Key Replaced',
    says: () => 'replaced the key that tokens are signed with',
  },
  'master_key.rotate': {
    label: 'Master Key Replaced',
    says: () => 'replaced the key that stored secrets are encrypted under',
  },
};
