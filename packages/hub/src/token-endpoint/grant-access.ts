import type { RepositoryAction } from '@slipway/registry';
import type { LiveState } from '../access/live-state.ts';
import { judge, situationAllowing } from '../access/policy.ts';
import type { Subject } from '../access/subject.ts';
import type { GrantedAccess } from '../tokens/signed-tokens.ts';

const actions: readonly RepositoryAction[] = ['pull', 'push', 'delete'];

/**
 * What of the asked the subject may: what may not be, and what is not there, is left out alike.
 * Anyone may have the catalog, which shows each caller only what he may pull.
 */
export async function grantAccess(
  subject: Subject,
  asked: readonly GrantedAccess[],
  live: LiveState,
): Promise<GrantedAccess[]> {
  const granted: GrantedAccess[] = [];
  for (const { type, name, actions: wanted } of asked) {
    if (type === 'registry' && name === 'catalog' && wanted.includes('*')) {
      granted.push({ type, name, actions: ['*'] });
    }
    if (type !== 'repository') continue;
    const asksFor = actions.filter((action) => wanted.includes(action) || wanted.includes('*'));
    const found = await situationAllowing({ live, subject, path: name }, asksFor);
    const allowed = asksFor.filter((action) => judge(subject, found, action).kind === 'granted');
    if (allowed.length > 0) granted.push({ type, name, actions: allowed });
  }
  return granted;
}
