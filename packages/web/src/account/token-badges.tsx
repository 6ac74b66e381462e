import { Badge } from '@mantine/core';
import { tokenState } from './token-scopes.ts';

/** Whether a token works, where it does not. */
export function TokenStateBadge({
  token,
}: {
  token: { readonly is_active: boolean; readonly expires_at: string | null };
}) {
  const state = tokenState(token, new Date());
  if (state === 'active') return null;
  return <Badge className="sw-badge">{state === 'off' ? 'Deactivated' : 'Expired'}</Badge>;
}
