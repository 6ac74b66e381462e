import type { Transaction } from 'kysely';
import { standingInTransaction } from '../access/grants.ts';
import { judge } from '../access/policy.ts';
import type { Subject } from '../access/subject.ts';
import { subjectInTransaction } from '../access/subject-in-transaction.ts';
import type { AuditActor } from '../audit/record-audit.ts';
import type { HubTables } from '../tables.ts';
import { placeInTransaction } from './repository-rows.ts';

/** Why a command did nothing. */
export type RepositoryRefusal =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'denied'; readonly message: string };

/** What stands in the way though one might: a name that is taken, a limit that is reached. */
export interface RepositoryConflict {
  readonly kind: 'conflict';
  readonly message: string;
}

/** Who changes which repository. */
export interface RepositoryWriting {
  readonly subject: Subject;
  /** `namespace/name`, or one that it had before. */
  readonly path: string;
  readonly actor: AuditActor;
  readonly now: number;
}

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
  input: Pick<RepositoryWriting, 'subject' | 'path' | 'now'>,
): Promise<RepositoryRefusal | AdministeredRepository> {
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
  const verdict = judge(subject, { place: seen, standing }, 'administer');
  if (verdict.kind === 'denied') return verdict;
  if (verdict.kind === 'hidden' || !verdict.repository) return { kind: 'unknown' };
  const { id, name, canonicalName } = verdict.repository;
  const namespaceId = place.namespace?.id ?? 0;
  return { kind: 'found', id, path: canonicalName ?? name, namespaceId, subject };
}
