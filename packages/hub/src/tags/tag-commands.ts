import type { Command, OutboxTables } from '@slipway/database';
import type { Digest, Tag } from '@slipway/oci';
import { type PushedEvent, type RegistryTables, removeTag, setTag } from '@slipway/registry';
import type { Transaction } from 'kysely';
import type { AuditActor } from '../audit/record-audit.ts';
import { pushHooks } from '../repositories/push-hooks.ts';
import type { HubTables } from '../tables.ts';
import { type Asking, permitted, type Refused } from './permitted.ts';

type Tables = HubTables & RegistryTables & OutboxTables;

interface ChangingTag extends Asking {
  readonly tag: Tag;
  readonly actor: AuditActor;
}

/** Takes a tag, leaving its manifest. */
export const deleteTag: Command<
  Tables,
  ChangingTag,
  Refused | { readonly kind: 'deleted' } | { readonly kind: 'no-tag' }
> = {
  name: 'hub.delete-tag',
  async execute(transaction, input) {
    const { tag, now } = input;
    const found = await permitted(
      transaction as unknown as Transaction<HubTables>,
      input,
      'delete',
    );
    if (found.kind !== 'found') return found;
    const caller = callerOf(input.actor);
    const writing = { repositoryId: found.id, caller, now, name: tag };
    const outcome = await removeTag(pushHooks, transaction as never, writing);
    if (outcome.kind === 'held') return { kind: 'denied', message: outcome.message };
    if (outcome.kind === 'unknown' || outcome.previous === null) return { kind: 'no-tag' };
    await pushHooks.deleted(transaction, {
      ...{ repositoryId: found.id, digest: outcome.previous, tags: [tag], manifest: false },
      ...{ caller, client: clientOf(input.actor), at: now },
    });
    return { kind: 'deleted' };
  },
};

/** Lets a tag name again what it named before: to all who follow, a push. */
export const restoreTag: Command<
  Tables,
  ChangingTag & { readonly digest: Digest },
  | Refused
  | { readonly kind: 'restored' }
  | { readonly kind: 'never-named' }
  | { readonly kind: 'no-manifest' }
> = {
  name: 'hub.restore-tag',
  async execute(transaction, input) {
    const { tag, digest, now } = input;
    const found = await permitted(transaction as unknown as Transaction<HubTables>, input, 'push');
    if (found.kind !== 'found') return found;
    const named = await transaction
      .selectFrom('registry_tag_history')
      .select('id')
      .where('repository_id', '=', found.id)
      .where('name', '=', tag)
      .where('digest', '=', digest)
      .executeTakeFirst();
    if (!named) return { kind: 'never-named' };
    const manifest = await transaction
      .selectFrom('registry_manifests')
      .select('media_type')
      .where('repository_id', '=', found.id)
      .where('digest', '=', digest)
      .executeTakeFirst();
    if (!manifest) return { kind: 'no-manifest' };
    const caller = callerOf(input.actor);
    const writing = { repositoryId: found.id, caller, now, name: tag, digest };
    const outcome = await setTag(pushHooks, transaction as never, writing);
    if (outcome.kind === 'held') return { kind: 'denied', message: outcome.message };
    if (outcome.kind === 'unknown') return { kind: 'no-manifest' };
    const event: PushedEvent = {
      ...{ repositoryId: found.id, repository: found.path, digest },
      ...{ mediaType: manifest.media_type, tags: [{ name: tag, previous: outcome.previous }] },
      ...{ accountId: caller.accountId ?? null, accountName: caller.name },
      ...{ client: clientOf(input.actor), at: now },
    };
    await pushHooks.pushed(transaction, event);
    return { kind: 'restored' };
  },
};

/** The actor as the registry knows callers. */
export function callerOf({ id, name }: AuditActor) {
  return { accountId: id ?? undefined, name, grant: null };
}

/** Where the actor is, as the registry tells it. */
export function clientOf({ address, client }: AuditActor) {
  return { address, agent: client };
}
