import type { ImmutableTags } from '@slipway/api';
import type { Kysely, Transaction } from 'kysely';
import type { PushParticipant } from '../repositories/push-participant.ts';
import { matchesTag } from './tag-pattern.ts';
import type { TagTables } from './tag-tables.ts';

const mutable: ImmutableTags = { enabled: false, rules: [] };

/** Which tags of a repository are immutable. */
export async function readImmutableTags<Tables extends TagTables>(
  query: Kysely<Tables>,
  repositoryId: number,
): Promise<ImmutableTags> {
  const row = await (query as unknown as Kysely<TagTables>)
    .selectFrom('hub_immutable_tags')
    .select(['enabled', 'rules'])
    .where('repository_id', '=', repositoryId)
    .executeTakeFirst();
  return row ? { enabled: row.enabled === 1, rules: JSON.parse(row.rules) } : mutable;
}

/** Whether a tag may be set once only. Without rules all may. */
export function isImmutable({ enabled, rules }: ImmutableTags, tag: string): boolean {
  if (!enabled) return false;
  return rules.length === 0 || rules.some((rule) => matchesTag(rule, tag));
}

/** Keeps immutable tags from being moved and deleted, by whatever way. */
export const immutableTagsParticipant: PushParticipant = {
  async refuseTagChange(transaction, { repositoryId, tag, previous, next }) {
    if (previous === null || previous === next) return undefined;
    const immutable = await readImmutableTags(transaction, repositoryId);
    if (!isImmutable(immutable, tag)) return undefined;
    const does = next === null ? 'deleted' : 'moved to another image';
    return `the tag ${tag} is immutable and cannot be ${does}: use another tag, or change the repository's rules for immutable tags`;
  },
};

/** Writes the rules, for a command that has asked whether it may. */
export async function setImmutableTags<Tables extends TagTables>(
  transaction: Transaction<Tables>,
  repositoryId: number,
  { enabled, rules }: ImmutableTags,
): Promise<void> {
  const row = { enabled: enabled ? 1 : 0, rules: JSON.stringify(rules) };
  await (transaction as unknown as Transaction<TagTables>)
    .insertInto('hub_immutable_tags')
    .values({ repository_id: repositoryId, ...row })
    .onConflict((conflict) => conflict.column('repository_id').doUpdateSet(row))
    .execute();
}
