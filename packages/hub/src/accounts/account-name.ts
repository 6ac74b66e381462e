import { officialNamespace } from '@slipway/oci';

/** The account that is made at the first start. */
export const administratorName = 'admin';

/** 2 to 30 characters; a first character that is a letter or digit, single separators, no dots. */
const pattern = /^[a-z0-9]+(?:[-_][a-z0-9]+)*$/;

/**
 * First segments of Docker Hub's API under `/v2/`, those that Slipway adds or plans in the same
 * style, and the site's own paths: an account of such a name would meet them in an address.
 */
export const reservedNames: ReadonlySet<string> = new Set([
  ...['users', 'user', 'auth', 'orgs', 'namespaces', 'repositories', 'access-tokens'],
  ...['api_tokens', 'api-tokens', 'invites', 'auditlogs', 'scim', 'search', 'categories'],
  ...['webhooks', 'builds', 'scans', 'token', 'tokens', 'jwks', 'extensions', 'plugins'],
  ...['repos', 'registry', 'registries', 'mirrors', 'events', 'jobs', 'notifications', 'stars'],
  ...['health', 'healthz', 'readyz', 'metrics', 'status', 'version', 'v1', 'v2', 'v3', 'api'],
  ...['login', 'logout', 'signin', 'signout', 'signup', 'register', 'account', 'accounts'],
  ...['settings', 'dashboard', 'explore', 'assets', 'static', 'public', 'docs', 'help', 'about'],
  ...['r', 'u', 'new', 'blobs', 'manifests', 'tags', 'referrers', 'uploads', '_catalog'],
  ...['session', 'sessions', 'sign-up', 'sign-in', 'password-reset', 'email-verification'],
  ...['verify-email', 'reset-password', 'administration', 'invitations'],
  ...['root', 'system', 'slipway', 'anonymous', 'well-known', 'billing', 'teams', 'groups'],
]);

/** Why a name cannot be an account's, or undefined where it can. */
export function accountNameProblem(name: string): string | undefined {
  if (name.length < 2 || name.length > 30) return 'an account name has 2 to 30 characters';
  if (!pattern.test(name)) {
    return 'an account name is lower-case letters and digits, separated by single "-" or "_"';
  }
  if (name === officialNamespace || reservedNames.has(name))
    return `the name "${name}" is reserved`;
  return undefined;
}
