import type { ImmutableTags } from '@slipway/api';
import type { Command } from '@slipway/database';
import { type AuditActor, recordAudit } from '../audit/record-audit.ts';
import type { HubTables } from '../tables.ts';
import { setImmutableTags } from './immutable-tags.ts';
import { type Asking, permitted, type Refused } from './permitted.ts';

export interface UpdateImmutableTags extends Asking, ImmutableTags {
  readonly actor: AuditActor;
}

/** Changes which tags are immutable. */
export const updateImmutableTags: Command<
  HubTables,
  UpdateImmutableTags,
  Refused | { readonly kind: 'updated' }
> = {
  name: 'hub.update-immutable-tags',
  async execute(transaction, input) {
    const found = await permitted(transaction, input, 'administer');
    if (found.kind !== 'found') return found;
    const { enabled, rules, actor, now } = input;
    await setImmutableTags(transaction, found.id, { enabled, rules });
    await recordAudit(transaction, {
      ...{ namespaceId: found.namespaceId, repositoryId: found.id, name: found.path },
      ...{ action: 'repo.immutable.tags.updated', actor, data: { enabled, rules }, at: now },
    });
    return { kind: 'updated' };
  },
};
