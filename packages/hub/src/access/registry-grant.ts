import type { Caller, RepositoryAction } from '@slipway/registry';
import type { GrantedAccess } from '../tokens/signed-tokens.ts';
import type { Subject } from './subject.ts';

/** The actions of registry tokens, as bits. */
export const actionBits: Readonly<Record<RepositoryAction, number>> = {
  pull: 1,
  push: 2,
  delete: 4,
};

/** What a caller's token says, carried through the registry. A plain value. */
export interface RegistryGrant {
  readonly subject: Subject;
  /** Action bits by repository. */
  readonly actions: ReadonlyMap<string, number>;
  readonly catalog: boolean;
}

/** The grant that a registry token's `access` claim describes. */
export function registryGrant(subject: Subject, access: readonly GrantedAccess[]): RegistryGrant {
  const actions = new Map<string, number>();
  let catalog = false;
  for (const entry of access) {
    if (entry.type === 'repository') {
      let bits = actions.get(entry.name) ?? 0;
      for (const action of entry.actions) bits |= actionBits[action as RepositoryAction] ?? 0;
      actions.set(entry.name, bits);
    } else if (entry.type === 'registry' && entry.name === 'catalog') {
      catalog = entry.actions.includes('*');
    }
  }
  return { subject, actions, catalog };
}

/** The grant of a caller: whoever made a Caller here put it there. */
export function grantOf(caller: Caller): RegistryGrant {
  return caller.grant as RegistryGrant;
}
