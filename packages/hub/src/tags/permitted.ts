import type { RepositoryVerb } from '@slipway/api';
import type { Transaction } from 'kysely';
import { standingInTransaction } from '../access/grants.ts';
import { judge } from '../access/policy.ts';
import type { Subject } from '../access/subject.ts';
import { subjectInTransaction } from '../access/subject-in-transaction.ts';
import { ProblemError } from '../api/problem-error.ts';
import { unknownRepository } from '../api/repository-path.ts';
import { placeInTransaction } from '../repositories/repository-rows.ts';
import type { HubTables } from '../tables.ts';

/** Who asks for a change of which repository, and when. */
export interface Asking {
  readonly subject: Subject;
  /** `namespace/name`, as it was asked for. */
  readonly path: string;
  readonly now: number;
}

/** Why a change was not made. */
export type Refused =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'denied'; readonly message: string };

/** The repository, where the transaction's rows still let the subject do this with it. */
export async function permitted(
  transaction: Transaction<HubTables>,
  { subject: asked, path, now }: Asking,
  verb: RepositoryVerb,
): Promise<
  | Refused
  | {
      readonly kind: 'found';
      readonly id: number;
      readonly namespaceId: number;
      /** Its true name. */
      readonly path: string;
    }
> {
  const subject = await subjectInTransaction(transaction, asked, now);
  if (!subject) return { kind: 'unknown' };
  const place = await placeInTransaction(transaction, path);
  const standing = await standingInTransaction(transaction, subject, place);
  const verdict = judge(subject, { place, standing }, verb);
  if (verdict.kind === 'denied') return verdict;
  if (verdict.kind === 'hidden' || !verdict.repository || !place.namespace) {
    return { kind: 'unknown' };
  }
  const { id, name, canonicalName } = verdict.repository;
  return { kind: 'found', id, namespaceId: place.namespace.id, path: canonicalName ?? name };
}

/** The answer for a change that was not made. */
export function refusalProblem(refused: Refused): ProblemError {
  return refused.kind === 'unknown' ? unknownRepository() : new ProblemError(403, refused.message);
}
