import { OciError } from '@slipway/oci';
import type { Transaction } from 'kysely';
import type { Caller, RepositoryHandle, RepositoryOwner } from './ports/authority.ts';

/** Who writes, and where. */
export interface Writing {
  readonly caller: Caller;
  /** `namespace/name`. */
  readonly name: string;
  /** Unix milliseconds. */
  readonly now: number;
}

/**
 * The repository to write to, created where it is not there. Throws DENIED where the owner refuses,
 * which also undoes what the command did before.
 */
export async function ownedRepository(
  owner: RepositoryOwner,
  // biome-ignore lint/suspicious/noExplicitAny: as in RepositoryOwner, the owner's tables are its own
  transaction: Transaction<any>,
  { caller, name }: Writing,
): Promise<RepositoryHandle> {
  const outcome = await owner.ensureRepository(transaction, caller, name);
  if (outcome.kind === 'refused') throw new OciError('DENIED', outcome.message);
  return outcome.repository;
}
