/** Docker Hub's scopes of personal access tokens, from the least: each has what those before it have. */
export const tokenScopes = ['repo:public_read', 'repo:read', 'repo:write', 'repo:admin'] as const;

export type TokenScope = (typeof tokenScopes)[number];

/**
 * How far a credential reaches, as a number to compare. Access tokens reach repositories only:
 * `account` (a password) is needed for passwords, tokens and other people's accounts, so that
 * a leaked token cannot make itself more.
 */
export const reach = { none: 0, publicRead: 1, read: 2, write: 3, admin: 4, account: 5 } as const;

export type Reach = (typeof reach)[keyof typeof reach];

/** The highest reach among a token's scopes, given as stored JSON. */
export function reachOfScopes(scopes: string): Reach {
  const listed: unknown = JSON.parse(scopes);
  let highest = 0;
  for (const scope of Array.isArray(listed) ? listed : []) {
    highest = Math.max(highest, tokenScopes.indexOf(scope) + 1);
  }
  return highest as Reach;
}
