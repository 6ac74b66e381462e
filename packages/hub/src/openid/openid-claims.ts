import type { OpenidProviderSettings } from './openid-provider.ts';

/** What a provider says of somebody, as far as it is heeded. A plain value. */
export interface OpenidClaims {
  readonly issuer: string;
  readonly subject: string;
  /** In lower case; only one that the provider has verified. */
  readonly email: string | null;
  readonly fullName: string;
  readonly preferredName: string;
  readonly groups: readonly string[];
}

const longest = 200;

/** Reads the claims of an ID token and of the provider's userinfo. */
export function readClaims(
  claims: Readonly<Record<string, unknown>>,
  { groupsClaim }: Pick<OpenidProviderSettings, 'groupsClaim'>,
): OpenidClaims {
  const text = (name: string) => {
    const value = claims[name];
    return typeof value === 'string' ? value.slice(0, longest) : '';
  };
  // An address that anybody could have typed in says nothing of who he is.
  const email = claims.email_verified === true ? text('email').toLowerCase() : '';
  const groups = groupsClaim === '' ? undefined : claims[groupsClaim];
  return {
    issuer: String(claims.iss),
    subject: String(claims.sub),
    email: /^[^\s@]+@[^\s@]+$/.test(email) ? email : null,
    fullName: text('name').slice(0, 100),
    preferredName: text('preferred_username') || text('nickname') || email.split('@')[0] || '',
    groups: (Array.isArray(groups) ? groups : [groups]).filter(
      (each): each is string => typeof each === 'string',
    ),
  };
}

/** Whether the provider's users of this address may come in here. */
export function isAllowed(
  { email }: OpenidClaims,
  { allowedDomains }: Pick<OpenidProviderSettings, 'allowedDomains'>,
): boolean {
  if (allowedDomains.length === 0) return true;
  return email !== null && allowedDomains.includes(email.slice(email.lastIndexOf('@') + 1));
}

/** A name that an account could have, made of what the provider calls him; perhaps empty. */
export function suggestedName({ preferredName }: OpenidClaims): string {
  return preferredName
    .normalize('NFKD')
    .toLowerCase()
    .split('@', 1)
    .join('')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 30)
    .replaceAll(/^-+|-+$/g, '');
}
