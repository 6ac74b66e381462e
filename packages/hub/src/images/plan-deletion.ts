import type { DeletedImages, ImmutableTags } from '@slipway/api';
import type { Digest } from '@slipway/oci';
import type { RegistryTables } from '@slipway/registry';
import type { Kysely } from 'kysely';
import { isImmutable } from '../tags/immutable-tags.ts';
import { DeletionQueries } from './deletion-queries.ts';

/** What is to go. */
export interface DeletionWish {
  readonly repositoryId: number;
  /** Tags that go, and leave their manifests. */
  readonly tags: readonly string[];
  /** Manifests that go, with all their tags. */
  readonly digests: readonly Digest[];
  readonly immutable: ImmutableTags;
}

type Reason = DeletedImages['manifests'][number];

/** What goes, what goes with it, and what does not although it was wished. */
export interface DeletionPlan {
  readonly tags: readonly string[];
  readonly manifests: readonly (Omit<Reason, 'digest' | 'of'> & {
    readonly digest: Digest;
    readonly of: Digest | null;
  })[];
  readonly refused: readonly { readonly reference: string; readonly reason: string }[];
}

/**
 * Says what a deletion takes along: members of an index that nothing else names, and whatever refers to
 * a manifest that goes. Nothing goes that an index which stays names, and no tag that is immutable.
 */
export async function planDeletion(
  query: Kysely<RegistryTables>,
  wish: DeletionWish,
): Promise<DeletionPlan> {
  const planning = new Planning(new DeletionQueries(query, wish.repositoryId), wish.immutable);
  planning.wishTags(wish.tags);
  await planning.wishManifests(wish.digests);
  return planning.plan();
}

class Planning {
  readonly #ask: DeletionQueries;
  readonly #immutable: ImmutableTags;
  readonly #tags = new Set<string>();
  readonly #going = new Map<Digest, { reason: Reason['reason']; of: Digest | null }>();
  readonly #refused = new Map<string, string>();
  /** Members of indexes that go, which something else may still need. */
  readonly #candidates = new Map<Digest, Digest>();

  constructor(ask: DeletionQueries, immutable: ImmutableTags) {
    this.#ask = ask;
    this.#immutable = immutable;
  }

  plan(): DeletionPlan {
    return {
      tags: [...this.#tags],
      manifests: [...this.#going].map(([digest, why]) => ({ digest, ...why })),
      refused: [...this.#refused].map(([reference, reason]) => ({ reference, reason })),
    };
  }

  wishTags(tags: readonly string[]): void {
    for (const tag of tags) {
      if (isImmutable(this.#immutable, tag)) this.#refused.set(tag, 'the tag is immutable');
      else this.#tags.add(tag);
    }
  }

  async wishManifests(digests: readonly Digest[]): Promise<void> {
    const present = (await this.#ask.present(digests)).map(({ digest }) => digest);
    const found = new Set(present);
    for (const digest of digests) {
      if (!found.has(digest)) this.#refused.set(digest, 'the repository does not have it');
    }
    const free = await this.#withoutIndexes(present);
    let level = await this.#add(free.map((digest) => ({ digest, reason: 'asked', of: null })));
    while (level.length > 0) level = await this.#follow(level);
  }

  /** Those that no index names but such as go as well, and were wished here. */
  async #withoutIndexes(digests: readonly Digest[]): Promise<Digest[]> {
    const wished = new Set(digests);
    // Whatever keeps one keeps its members as well.
    for (;;) {
      const before = wished.size;
      for (const { index, member } of await this.#ask.indexesNaming([...wished])) {
        if (wished.has(index) || !wished.delete(member)) continue;
        this.#refused.set(member, `the index ${index} names it: delete that as well`);
      }
      if (wished.size === before) return [...wished];
    }
  }

  /** Takes manifests into the plan with their tags; answers those that were. */
  async #add(
    wished: readonly { digest: Digest; reason: Reason['reason']; of: Digest | null }[],
  ): Promise<Digest[]> {
    const fresh = wished.filter(({ digest }) => !this.#going.has(digest));
    const tags = await this.#ask.tagsNaming(fresh.map(({ digest }) => digest));
    const added: Digest[] = [];
    for (const { digest, reason, of } of fresh) {
      const names = tags.filter((tag) => tag.digest === digest).map(({ name }) => name);
      const held = names.find((name) => isImmutable(this.#immutable, name));
      if (held !== undefined) {
        this.#refused.set(digest, `the tag ${held} names it, which is immutable`);
        continue;
      }
      for (const name of names) this.#tags.add(name);
      this.#going.set(digest, { reason, of });
      added.push(digest);
    }
    return added;
  }

  /** What goes with these. */
  async #follow(gone: readonly Digest[]): Promise<Digest[]> {
    for (const { index, member } of await this.#ask.members(gone)) {
      if (!this.#going.has(member)) this.#candidates.set(member, index);
    }
    const members = await this.#unneeded();
    for (const { digest } of members) this.#candidates.delete(digest);
    const referrers = (await this.#ask.referrers(gone)).map(({ digest, subject }) => ({
      ...{ digest, reason: 'referrer' as const, of: subject },
    }));
    const companions = await this.#companions(gone);
    return [
      ...(await this.#add(members)),
      ...(await this.#add(referrers)),
      ...(await this.#add(companions)),
    ];
  }

  /** Members that neither a tag nor an index which stays names. */
  async #unneeded() {
    const candidates = [...this.#candidates.keys()];
    const needed = new Set<Digest>();
    for (const { name, digest } of await this.#ask.tagsNaming(candidates)) {
      if (!this.#tags.has(name)) needed.add(digest);
    }
    for (const { index, member } of await this.#ask.indexesNaming(candidates)) {
      if (!this.#going.has(index)) needed.add(member);
    }
    return [...this.#candidates]
      .filter(([member]) => !needed.has(member))
      .map(([digest, of]) => ({ digest, reason: 'member' as const, of }));
  }

  /** What tags of these attach to them: the tags go, and what no other tag names. */
  async #companions(gone: readonly Digest[]) {
    const tags = await this.#ask.companionTags(gone);
    const free = tags.filter(({ name }) => !isImmutable(this.#immutable, name));
    for (const { name } of free) this.#tags.add(name);
    const digests = [...new Set(free.map(({ digest }) => digest))];
    const kept = new Set<Digest>();
    for (const { name, digest } of await this.#ask.tagsNaming(digests)) {
      if (!this.#tags.has(name)) kept.add(digest);
    }
    return digests
      .filter((digest) => !kept.has(digest))
      .map((digest) => ({ digest, reason: 'referrer' as const, of: gone[0] ?? null }));
  }
}

/** Bytes that a deletion frees once garbage is collected, and those that others have as well. */
export interface ReclaimedBytes {
  readonly reclaimed: number;
  readonly shared: number;
}

/** Counts each blob once: reclaimed where nothing else of any repository has it. */
export async function reclaimedBytes(
  query: Kysely<RegistryTables>,
  repositoryId: number,
  manifests: readonly Digest[],
): Promise<ReclaimedBytes> {
  const ask = new DeletionQueries(query, repositoryId);
  const naming = new Map<Digest, Set<Digest>>();
  for (const { manifest, blob } of await ask.contents(manifests)) {
    const by = naming.get(blob) ?? new Set();
    naming.set(blob, by.add(manifest));
  }
  const stays = new Set<Digest>();
  for (const { blob, times } of await ask.timesNamed([...naming.keys()])) {
    if (Number(times) > (naming.get(blob)?.size ?? 0)) stays.add(blob);
  }
  let [reclaimed, shared] = [0, 0];
  for (const { digest, size, is_shared } of await ask.blobs([
    ...new Set([...naming.keys(), ...manifests]),
  ])) {
    if (stays.has(digest) || Number(is_shared) !== 0) shared += Number(size);
    else reclaimed += Number(size);
  }
  return { reclaimed, shared };
}
