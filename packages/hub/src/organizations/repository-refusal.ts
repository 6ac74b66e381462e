import { ProblemError } from '../api/problem-error.ts';
import { unknownRepository } from '../api/repository-path.ts';
import type { RepositoryRefusal } from '../repositories/repository-commands.ts';
import { accepted, type Refusal } from './refusal.ts';

/** What a command that changes a repository's sharing did; throws ProblemError where it refused. */
export function acceptedFor<Outcome extends { readonly kind: string }>(
  outcome: Outcome | Refusal | RepositoryRefusal,
): Exclude<Outcome, Refusal | RepositoryRefusal> {
  if (outcome.kind === 'unknown') throw unknownRepository();
  if (outcome.kind === 'denied') {
    throw new ProblemError(403, (outcome as RepositoryRefusal & { message: string }).message);
  }
  return accepted(outcome as Outcome | Refusal) as Exclude<Outcome, Refusal | RepositoryRefusal>;
}
