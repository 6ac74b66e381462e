/** What a token may do, as pages say it; each includes those before it. */
export const tokenScopes = [
  { value: 'repo:public_read', label: 'Pull what is public' },
  { value: 'repo:read', label: 'Pull' },
  { value: 'repo:write', label: 'Pull and push' },
  { value: 'repo:admin', label: 'Pull, push and delete' },
] as const;

export type TokenScope = (typeof tokenScopes)[number]['value'];

/** The words for the scopes of a token: of the widest. */
export function scopeWords(scopes: readonly TokenScope[]): string {
  const widest = tokenScopes.findLast(({ value }) => scopes.includes(value));
  return widest?.label ?? 'Nothing';
}

const day = 86_400_000;

/** How long a token may live. */
export const tokenLives = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
  { value: 'none', label: 'No end' },
] as const;

/** When a token ends that is made now; null where it does not. */
export function tokenEnd(life: string, now: Date): string | null {
  const days = Number(life);
  return Number.isFinite(days) && days > 0
    ? new Date(now.getTime() + days * day).toISOString()
    : null;
}

/** Whether a token works: it is switched off, over, or neither. */
export function tokenState(
  token: { readonly is_active: boolean; readonly expires_at: string | null },
  now: Date,
): 'active' | 'off' | 'expired' {
  if (token.expires_at !== null && Date.parse(token.expires_at) <= now.getTime()) return 'expired';
  return token.is_active ? 'active' : 'off';
}
