import type { Transaction } from 'kysely';
import type { AuditActor } from '../audit/record-audit.ts';
import type { HubTables } from '../tables.ts';

/** What was done with a repository, as the audit log names it. */
export type RepositoryAction =
  | 'repo.create'
  | 'repo.update'
  | 'repo.category.updated'
  | 'repo.immutable.tags.updated'
  | 'repo.change_privacy'
  | 'repo.rename'
  | 'repo.transfer'
  | 'repo.transfer.offer'
  | 'repo.transfer.withdraw'
  | 'repo.transfer.decline'
  | 'repo.alias.remove'
  | 'repo.archive'
  | 'repo.unarchive'
  | 'repo.close'
  | 'repo.open'
  | 'repo.badge.updated'
  | 'repo.delete';

/** A change of a repository. */
export interface RepositoryChange {
  readonly action: RepositoryAction;
  readonly repositoryId: number;
  /** Where it is now; with `repo.delete`, where it was. */
  readonly namespaceId: number;
  readonly path: string;
  /** Where it was, where that has changed. */
  readonly previous?: { readonly namespaceId: number; readonly path: string };
  readonly actor: AuditActor;
  /** Particular to the action, for the audit log. */
  readonly data?: Readonly<Record<string, unknown>>;
  readonly at: number;
}

/**
 * A part of the hub that follows changes of repositories, in their own transaction: what it writes is
 * there exactly where they are. Told after the rows are written, but of `repo.delete` before they go.
 */
export interface RepositoryParticipant {
  changed(transaction: Transaction<HubTables>, change: RepositoryChange): Promise<void>;
}
