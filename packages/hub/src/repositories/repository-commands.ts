import type { RepositoryVerb } from '@slipway/api';
import type { Command } from '@slipway/database';
import { type RegistryTables, removeRepositoryContents } from '@slipway/registry';
import type { Transaction } from 'kysely';
import { standingInTransaction } from '../access/grants.ts';
import { judge, mayCreate } from '../access/policy.ts';
import type { Subject } from '../access/subject.ts';
import { subjectInTransaction } from '../access/subject-in-transaction.ts';
import type { HubTables, Visibility } from '../tables.ts';
import { insertRepository, placeInTransaction } from './repository-rows.ts';

/** Why a command did nothing. */
export type RepositoryRefusal =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'denied'; readonly message: string };

export interface CreateRepository {
  readonly subject: Subject;
  readonly path: string;
  /** Where nothing is asked: the account's default, else this hub's. */
  readonly visibility: Visibility | undefined;
  readonly defaultVisibility: Visibility;
  readonly sparse: boolean;
  readonly description: string;
  readonly fullDescription: string;
  readonly now: number;
}

/** Makes an empty repository. */
export const createRepository: Command<
  HubTables,
  CreateRepository,
  RepositoryRefusal | { kind: 'taken' } | { kind: 'created'; id: number }
> = {
  name: 'hub.create-repository',
  async execute(transaction, input) {
    const subject = await subjectInTransaction(transaction, input.subject, input.now);
    const place = await placeInTransaction(transaction, input.path);
    const { namespace } = place;
    const standing = subject && (await standingInTransaction(transaction, subject, place));
    if (!subject || !namespace || !standing || !mayCreate(subject, standing)) {
      return { kind: 'denied', message: 'you may not make repositories in this namespace' };
    }
    if (place.repository) return { kind: 'taken' };
    const { id } = await insertRepository(transaction, {
      ...input,
      namespaceId: namespace.id,
      visibility:
        input.visibility ??
        (namespace.kind === 'official'
          ? 'public'
          : (namespace.defaultVisibility ?? input.defaultVisibility)),
    });
    return { kind: 'created', id };
  },
};

export interface UpdateRepository {
  readonly subject: Subject;
  readonly path: string;
  readonly visibility?: Visibility;
  readonly sparse?: boolean;
  readonly description?: string;
  readonly fullDescription?: string;
  /** Administrators alone close and open. */
  readonly closed?: boolean;
  readonly now: number;
}

/** Changes a repository's settings. */
export const updateRepository: Command<
  HubTables,
  UpdateRepository,
  RepositoryRefusal | { kind: 'updated' }
> = {
  name: 'hub.update-repository',
  async execute(transaction, input) {
    const found = await administered(transaction, input);
    if (found.kind !== 'found') return found;
    if (input.closed !== undefined && !found.subject.administrator) {
      return { kind: 'denied', message: 'only administrators close and open repositories' };
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
      .where('id', '=', found.id)
      .execute();
    return { kind: 'updated' };
  },
};

/** Deletes a repository with all that the registry has of it. Blobs go when nothing names them. */
export const deleteRepository: Command<
  HubTables & RegistryTables,
  { readonly subject: Subject; readonly path: string; readonly now: number },
  RepositoryRefusal | { kind: 'deleted' }
> = {
  name: 'hub.delete-repository',
  async execute(transaction, input) {
    const found = await administered(transaction as unknown as Transaction<HubTables>, input);
    if (found.kind !== 'found') return found;
    await removeRepositoryContents(transaction as unknown as Transaction<RegistryTables>, found.id);
    await transaction.deleteFrom('hub_repositories').where('id', '=', found.id).execute();
    return { kind: 'deleted' };
  },
};

/** A repository that a command may change. */
export interface AdministeredRepository {
  readonly kind: 'found';
  readonly id: number;
  /** Its true name, `namespace/name`. */
  readonly path: string;
  readonly namespaceId: number;
  readonly subject: Subject;
}

/**
 * The repository where the subject may administer it, among the transaction's rows: how each command
 * that changes one begins.
 */
export async function administered(
  transaction: Transaction<HubTables>,
  input: { readonly subject: Subject; readonly path: string; readonly now: number },
): Promise<RepositoryRefusal | AdministeredRepository> {
  const verb: RepositoryVerb = 'administer';
  const subject = await subjectInTransaction(transaction, input.subject, input.now);
  if (!subject) return { kind: 'unknown' };
  const place = await placeInTransaction(transaction, input.path);
  const { repository } = place;
  // A closed one is there for administrators: judged as the open one it would be.
  const seen =
    repository?.closed && subject.administrator
      ? { ...place, repository: { ...repository, closed: false } }
      : place;
  const standing = await standingInTransaction(transaction, subject, place);
  const verdict = judge(subject, { place: seen, standing }, verb);
  if (verdict.kind === 'denied') return verdict;
  if (verdict.kind === 'hidden' || !verdict.repository) return { kind: 'unknown' };
  const { id, name, canonicalName } = verdict.repository;
  const namespaceId = place.namespace?.id ?? 0;
  return { kind: 'found', id, path: canonicalName ?? name, namespaceId, subject };
}
