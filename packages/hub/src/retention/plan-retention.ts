import type { RetentionPolicy } from '@slipway/api';
import type { Digest } from '@slipway/oci';
import type { RegistryTables } from '@slipway/registry';
import type { Kysely } from 'kysely';
import { DeletionQueries } from '../images/deletion-queries.ts';
import { planDeletion, reclaimedBytes } from '../images/plan-deletion.ts';
import type { HubTables } from '../tables.ts';
import { readImmutableTags } from '../tags/immutable-tags.ts';
import { chooseTags, dayMs, type RetainedTag } from './choose-tags.ts';

type Tables = HubTables & RegistryTables;

/** Tags that are read at once. */
const batch = 5000;
/** Tags of one repository that rules look at: they are compared with each other, in memory. */
const mostTags = 500_000;

/** What a policy lets go now. */
export interface RetentionPlan {
  readonly tags: readonly {
    readonly name: string;
    readonly digest: Digest;
    readonly reason: string;
  }[];
  readonly manifests: readonly { readonly digest: Digest; readonly reason: string }[];
  readonly keptTags: number;
  readonly reclaimedBytes: number;
  /** Whether `limit` left something for later. */
  readonly hasMore: boolean;
}

export interface PlanRetention {
  readonly policy: RetentionPolicy;
  readonly now: number;
  /** At most so many tags by rules, and as many untagged manifests; all by default. */
  readonly limit?: number;
}

/**
 * Says what a policy lets go. A manifest whose last tag goes, goes with it, but for members of an index
 * that stays and what refers to a manifest that stays; with it go members and referrers of its own.
 */
export async function planRetention(
  query: Kysely<Tables>,
  repositoryId: number,
  { policy, now, limit = Number.POSITIVE_INFINITY }: PlanRetention,
): Promise<RetentionPlan> {
  const registry = query as unknown as Kysely<RegistryTables>;
  const immutable = await readImmutableTags(query, repositoryId);
  const all = policy.rules.length === 0 ? [] : await readTags(query, repositoryId);
  const chosen = chooseTags(policy, all, { immutable, now });
  const expired = chosen.slice(0, limit);
  const going = new Set(expired.map(({ tag }) => tag.name));
  const staying = new Set(all.filter(({ name }) => !going.has(name)).map(({ digest }) => digest));
  const old = await untaggedSince(registry, repositoryId, policy, now);
  const untagged = old.slice(0, limit);
  const left = expired
    .map(({ tag }) => tag.digest as Digest)
    .filter((digest) => !staying.has(digest));
  const unneeded = await withoutNeeded(registry, repositoryId, [
    ...new Set([...left, ...untagged]),
  ]);
  const plan = await planDeletion(registry, {
    ...{ repositoryId, immutable, digests: unneeded },
    tags: [...going],
  });
  const because = new Map(expired.map(({ tag, reason }) => [tag.name, reason]));
  const named = new Map(all.map(({ name, digest }) => [name, digest as Digest]));
  const tags = plan.tags.flatMap((name) => {
    const digest = named.get(name);
    const reason = because.get(name) ?? 'it is attached to an image that goes';
    return digest ? [{ name, digest, reason }] : [];
  });
  const isUntagged = new Set(untagged);
  const manifests = plan.manifests.map(({ digest, reason, of }) => ({
    digest,
    reason:
      reason === 'member'
        ? `only the index ${of} named it`
        : reason === 'referrer'
          ? `it refers to ${of}`
          : isUntagged.has(digest)
            ? `untagged for ${policy.untagged_days} days`
            : 'its last tag goes',
  }));
  const bytes = await reclaimedBytes(
    registry,
    repositoryId,
    manifests.map(({ digest }) => digest),
  );
  const keptTags = all.length - tags.length;
  const hasMore = expired.length < chosen.length || untagged.length < old.length;
  return { tags, manifests, keptTags, reclaimedBytes: bytes.reclaimed, hasMore };
}

async function readTags(query: Kysely<Tables>, repositoryId: number): Promise<RetainedTag[]> {
  const tags: RetainedTag[] = [];
  let after = '';
  while (tags.length < mostTags) {
    const rows = await query
      .selectFrom('registry_tags as tag')
      .leftJoin('hub_tag_pulls as by_tag', (join) =>
        join
          .onRef('by_tag.repository_id', '=', 'tag.repository_id')
          .onRef('by_tag.tag', '=', 'tag.name'),
      )
      .leftJoin('hub_digest_pulls as by_digest', (join) =>
        join
          .onRef('by_digest.repository_id', '=', 'tag.repository_id')
          .onRef('by_digest.digest', '=', 'tag.digest'),
      )
      .select(['tag.name', 'tag.digest', 'tag.updated_at', 'tag.sort_key'])
      .select(['by_tag.last_pulled_at as tag_pulled', 'by_digest.last_pulled_at as digest_pulled'])
      .where('tag.repository_id', '=', repositoryId)
      .where('tag.sort_key', '>', after)
      .orderBy('tag.sort_key')
      .limit(batch)
      .execute();
    for (const row of rows) {
      tags.push({
        ...{ name: row.name, digest: row.digest, sortKey: row.sort_key },
        pushedAt: Number(row.updated_at),
        pulledAt: Math.max(Number(row.tag_pulled ?? 0), Number(row.digest_pulled ?? 0)),
      });
    }
    const last = rows.at(-1);
    if (!last || rows.length < batch) return tags;
    after = last.sort_key;
  }
  return tags;
}

async function untaggedSince(
  query: Kysely<RegistryTables>,
  repositoryId: number,
  { untagged_days: days }: RetentionPolicy,
  now: number,
): Promise<Digest[]> {
  if (days === null) return [];
  const rows = await query
    .selectFrom('registry_manifests')
    .select('digest')
    .where('repository_id', '=', repositoryId)
    .where('untagged_at', '<', now - days * dayMs)
    .execute();
  return rows.map(({ digest }) => digest);
}

/** Without what an index that stays names, and what refers to a manifest that stays. */
async function withoutNeeded(
  query: Kysely<RegistryTables>,
  repositoryId: number,
  digests: readonly Digest[],
): Promise<Digest[]> {
  const ask = new DeletionQueries(query, repositoryId);
  const free = new Set(digests);
  const found = await ask.present(digests);
  const subjects = found.flatMap(({ subject_digest }) => (subject_digest ? [subject_digest] : []));
  const present = new Set((await ask.present([...new Set(subjects)])).map(({ digest }) => digest));
  // What keeps one may be kept itself only by what is found later.
  for (let before = -1; before !== free.size; ) {
    before = free.size;
    for (const { index, member } of await ask.indexesNaming([...free])) {
      if (!free.has(index)) free.delete(member);
    }
    for (const { digest, subject_digest: subject } of found) {
      if (subject && present.has(subject) && !free.has(subject)) free.delete(digest);
    }
  }
  return [...free];
}
