import type { RepositoryAction } from '@slipway/registry';
import type { LiveState } from '../access/live-state.ts';
import { judge, rememberedSituation, type Situation, situation } from '../access/policy.ts';
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
    const allowedIn = (found: Situation) =>
      asksFor.filter((action) => judge(subject, found, action).kind === 'granted');
    let allowed = allowedIn(await rememberedSituation(live, subject, name));
    // What was refused half a second ago may be allowed by now: no refusal comes from memory.
    if (allowed.length < asksFor.length) allowed = allowedIn(await situation(live, subject, name));
    if (allowed.length > 0) granted.push({ type, name, actions: allowed });
  }
  return granted;
}
