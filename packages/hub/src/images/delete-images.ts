import type { DeletedImages } from '@slipway/api';
import type { Command } from '@slipway/database';
import type { Digest } from '@slipway/oci';
import { type RegistryTables, removeManifest, removeTag } from '@slipway/registry';
import type { Kysely, Transaction } from 'kysely';
import type { AuditActor } from '../audit/record-audit.ts';
import { pushHooks } from '../repositories/push-hooks.ts';
import type { HubTables } from '../tables.ts';
import { readImmutableTags } from '../tags/immutable-tags.ts';
import { type Asking, permitted, type Refused } from '../tags/permitted.ts';
import { callerOf, clientOf } from '../tags/tag-commands.ts';
import { type DeletionPlan, planDeletion, reclaimedBytes } from './plan-deletion.ts';

type Tables = HubTables & RegistryTables;

export interface DeleteImages extends Asking {
  readonly tags: readonly string[];
  readonly digests: readonly Digest[];
  readonly actor: AuditActor;
}

/** Deletes tags and manifests, with what goes with them. */
export const deleteImages: Command<
  Tables,
  DeleteImages,
  Refused | { readonly kind: 'deleted'; readonly done: DeletedImages }
> = {
  name: 'hub.delete-images',
  async execute(transaction, input) {
    const found = await permitted(
      transaction as unknown as Transaction<HubTables>,
      input,
      'delete',
    );
    if (found.kind !== 'found') return found;
    const previewed = await previewDeletion(transaction, { repositoryId: found.id, ...input });
    await carryOut(transaction, {
      ...{ repositoryId: found.id, plan: previewed.plan, now: input.now },
      ...{ caller: callerOf(input.actor), client: clientOf(input.actor) },
    });
    return { kind: 'deleted', done: { ...previewed.shown, dry_run: false } };
  },
};

/** What a deletion would do; reads only. */
export async function previewDeletion(
  query: Kysely<Tables>,
  wish: {
    readonly repositoryId: number;
    readonly tags: readonly string[];
    readonly digests: readonly Digest[];
  },
): Promise<{ plan: DeletionPlan; shown: DeletedImages }> {
  const { repositoryId, tags, digests } = wish;
  const registry = query as unknown as Kysely<RegistryTables>;
  const immutable = await readImmutableTags(query, repositoryId);
  const known = await knownTags(registry, repositoryId, tags);
  const planned = await planDeletion(registry, { repositoryId, tags: known, digests, immutable });
  const absent = tags.filter((tag) => !known.includes(tag));
  const plan = {
    ...planned,
    refused: [
      ...planned.refused,
      ...absent.map((reference) => ({ reference, reason: 'the repository does not have it' })),
    ],
  };
  const gone = plan.manifests.map(({ digest }) => digest);
  const bytes = await reclaimedBytes(registry, repositoryId, gone);
  const shown = {
    dry_run: true,
    tags: [...plan.tags],
    manifests: [...plan.manifests],
    refused: [...plan.refused],
    reclaimed_bytes: bytes.reclaimed,
    shared_bytes: bytes.shared,
  };
  return { plan, shown };
}

/** Does what a plan of the same transaction says. Answers what went. */
export async function carryOut(
  transaction: Transaction<Tables>,
  deletion: {
    readonly repositoryId: number;
    readonly plan: Pick<DeletionPlan, 'tags' | 'manifests'>;
    readonly caller: ReturnType<typeof callerOf>;
    readonly client: ReturnType<typeof clientOf> | undefined;
    readonly now: number;
  },
): Promise<void> {
  const { repositoryId, plan, caller, client, now } = deletion;
  const registry = transaction as unknown as Transaction<RegistryTables>;
  const writing = { repositoryId, caller, now };
  const event = { repositoryId, caller, client, at: now };
  for (const { digest } of plan.manifests) {
    const outcome = await removeManifest(pushHooks, registry, { ...writing, digest });
    if (outcome.kind !== 'removed') continue;
    await pushHooks.deleted(transaction, {
      ...{ ...event, digest, tags: outcome.tags, manifest: true },
    });
  }
  for (const name of plan.tags) {
    const outcome = await removeTag(pushHooks, registry, { ...writing, name });
    // It went with its manifest.
    if (outcome.kind !== 'done' || outcome.previous === null) continue;
    await pushHooks.deleted(transaction, {
      ...{ ...event, digest: outcome.previous, tags: [name], manifest: false },
    });
  }
}

async function knownTags(
  query: Kysely<RegistryTables>,
  repositoryId: number,
  tags: readonly string[],
): Promise<string[]> {
  if (tags.length === 0) return [];
  const rows = await query
    .selectFrom('registry_tags')
    .select('name')
    .where('repository_id', '=', repositoryId)
    .where('name', 'in', tags)
    .execute();
  return rows.map(({ name }) => name);
}
