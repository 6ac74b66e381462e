import type { CategorySlug, ImmutableTags } from '@slipway/api';
import type { Command } from '@slipway/database';
import { standingInTransaction } from '../access/grants.ts';
import { mayCreate } from '../access/policy.ts';
import { subjectInTransaction } from '../access/subject-in-transaction.ts';
import type { QuotaLimits } from '../quotas/quota-limits.ts';
import { refuseRepository } from '../quotas/refuse-over-quota.ts';
import { indexRepository } from '../search/index-repository.ts';
import type { HubTables, Visibility } from '../tables.ts';
import { readImmutableTags, setImmutableTags } from '../tags/immutable-tags.ts';
import {
  administered,
  type RepositoryConflict,
  type RepositoryRefusal,
  type RepositoryWriting,
} from './administered.ts';
import { nameProblem } from './repository-names.ts';
import type { RepositoryAction } from './repository-participant.ts';
import { tellChanged } from './repository-participants.ts';
import { insertRepository, namespaceInTransaction } from './repository-rows.ts';

export {
  type AdministeredRepository,
  administered,
  type RepositoryRefusal,
} from './administered.ts';

export interface CreateRepository extends RepositoryWriting {
  /** Where nothing is asked: the account's default, else this hub's. */
  readonly visibility: Visibility | undefined;
  readonly defaultVisibility: Visibility;
  readonly sparse: boolean;
  readonly description: string;
  readonly fullDescription: string;
  readonly categories: readonly CategorySlug[];
  readonly quotas: QuotaLimits;
}

/** Makes an empty repository. */
export const createRepository: Command<
  HubTables,
  CreateRepository,
  RepositoryRefusal | RepositoryConflict | { kind: 'created'; id: number }
> = {
  name: 'hub.create-repository',
  async execute(transaction, input) {
    const { path, now } = input;
    const subject = await subjectInTransaction(transaction, input.subject, now);
    // The namespace of the name itself: what it leads to, as a former name, may be in another.
    const namespace = await namespaceInTransaction(transaction, path.slice(0, path.indexOf('/')));
    const place = { namespace, repository: undefined };
    const standing = subject && (await standingInTransaction(transaction, subject, place));
    if (!subject || !namespace || !standing || !mayCreate(subject, standing)) {
      return { kind: 'denied', message: 'you may not make repositories in this namespace' };
    }
    const visibility =
      input.visibility ??
      (namespace.kind === 'official'
        ? 'public'
        : (namespace.defaultVisibility ?? input.defaultVisibility));
    const problem =
      (await nameProblem(transaction, { path, namespaceId: namespace.id, now })) ??
      (await refuseRepository(transaction, {
        ...{ namespaceId: namespace.id, isNew: true, isPrivate: visibility === 'private' },
        defaults: input.quotas,
      }));
    if (problem !== undefined) return { kind: 'conflict', message: problem };
    const { id } = await insertRepository(transaction, {
      ...input,
      ...{ namespaceId: namespace.id, visibility },
    });
    return { kind: 'created', id };
  },
};

export interface UpdateRepository extends RepositoryWriting {
  readonly visibility?: Visibility;
  readonly sparse?: boolean;
  readonly description?: string;
  readonly fullDescription?: string;
  readonly categories?: readonly CategorySlug[];
  /** What is not named stays as it is. */
  readonly immutableTags?: Partial<ImmutableTags>;
  /** Administrators alone close and open. */
  readonly closed?: boolean;
  readonly quotas: QuotaLimits;
}

/** Changes a repository's settings. */
export const updateRepository: Command<
  HubTables,
  UpdateRepository,
  RepositoryRefusal | RepositoryConflict | { kind: 'updated' }
> = {
  name: 'hub.update-repository',
  async execute(transaction, input) {
    const found = await administered(transaction, input);
    if (found.kind !== 'found') return found;
    const { id, path, namespaceId } = found;
    if (input.closed !== undefined && !found.subject.administrator) {
      return { kind: 'denied', message: 'only administrators close and open repositories' };
    }
    const before = await transaction
      .selectFrom('hub_repositories as repository')
      .innerJoin('hub_repository_figures as figures', 'figures.repository_id', 'repository.id')
      .select(['repository.visibility', 'repository.description', 'repository.full_description'])
      .select(['repository.sparse', 'repository.closed_at', 'figures.categories'])
      .where('repository.id', '=', id)
      .executeTakeFirstOrThrow();
    const immutable = await readImmutableTags(transaction, id);
    const changes = changesOf(input, { ...before, immutable });
    if (changes.length === 0) return { kind: 'updated' };
    if (input.visibility === 'private' && before.visibility !== 'private') {
      const problem = await refuseRepository(transaction, {
        ...{ namespaceId, isNew: false, isPrivate: true, defaults: input.quotas },
      });
      if (problem !== undefined) return { kind: 'conflict', message: problem };
    }
    await transaction
      .updateTable('hub_repositories')
      .set({
        updated_at: input.now,
        ...(input.visibility === undefined ? {} : { visibility: input.visibility }),
        ...(input.sparse === undefined ? {} : { sparse: input.sparse ? 1 : 0 }),
        ...(input.description === undefined ? {} : { description: input.description }),
        ...(input.fullDescription === undefined ? {} : { full_description: input.fullDescription }),
        ...(input.closed === undefined ? {} : { closed_at: input.closed ? input.now : null }),
      })
      .where('id', '=', id)
      .execute();
    if (input.categories !== undefined) {
      await transaction
        .updateTable('hub_repository_figures')
        .set({ categories: JSON.stringify(input.categories) })
        .where('repository_id', '=', id)
        .execute();
    }
    if (input.immutableTags !== undefined) {
      await setImmutableTags(transaction, id, { ...immutable, ...input.immutableTags });
    }
    await indexRepository(transaction, id);
    const { actor, now: at } = input;
    for (const { action, data } of changes) {
      await tellChanged(transaction, {
        ...{ action, data, actor, at, repositoryId: id, namespaceId, path },
      });
    }
    return { kind: 'updated' };
  },
};

interface Before {
  readonly visibility: Visibility;
  readonly description: string;
  readonly full_description: string;
  readonly sparse: number;
  readonly closed_at: number | null;
  readonly categories: string;
  readonly immutable: ImmutableTags;
}

/** What of the asked is not so already, as the audit log has it. */
function changesOf(
  asked: UpdateRepository,
  before: Before,
): { readonly action: RepositoryAction; readonly data: Record<string, unknown> }[] {
  const members: string[] = [];
  if ((asked.description ?? before.description) !== before.description) members.push('description');
  if ((asked.fullDescription ?? before.full_description) !== before.full_description) {
    members.push('full_description');
  }
  if ((asked.sparse ?? before.sparse === 1) !== (before.sparse === 1)) members.push('sparse');
  const changes: { action: RepositoryAction; data: Record<string, unknown> }[] = [];
  if (members.length > 0) changes.push({ action: 'repo.update', data: { members } });
  const { categories, visibility, closed } = asked;
  const immutable = { ...before.immutable, ...asked.immutableTags };
  if (JSON.stringify(immutable) !== JSON.stringify(before.immutable)) {
    changes.push({ action: 'repo.immutable.tags.updated', data: immutable });
  }
  if (categories !== undefined && JSON.stringify(categories) !== before.categories) {
    changes.push({ action: 'repo.category.updated', data: { categories } });
  }
  if (visibility !== undefined && visibility !== before.visibility) {
    const data = { is_private: visibility === 'private' };
    changes.push({ action: 'repo.change_privacy', data });
  }
  if (closed !== undefined && closed !== (before.closed_at !== null)) {
    changes.push({ action: closed ? 'repo.close' : 'repo.open', data: {} });
  }
  return changes;
}
