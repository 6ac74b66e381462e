import type { Command } from '@slipway/database';
import type { Transaction } from 'kysely';
import { standingInTransaction } from '../access/grants.ts';
import { level } from '../access/permissions.ts';
import { mayCreate } from '../access/policy.ts';
import type { Subject } from '../access/subject.ts';
import { subjectInTransaction } from '../access/subject-in-transaction.ts';
import type { AuditActor } from '../audit/record-audit.ts';
import type { QuotaLimits } from '../quotas/quota-limits.ts';
import type { HubTables } from '../tables.ts';
import {
  administered,
  type RepositoryConflict,
  type RepositoryRefusal,
  type RepositoryWriting,
} from './administered.ts';
import { tellChanged } from './repository-participants.ts';
import { namespaceInTransaction, placeInTransaction } from './repository-rows.ts';
import { transferProblem, transferRepository } from './transfer-repository.ts';

export interface OfferTransfer extends RepositoryWriting {
  /** The namespace's name. */
  readonly namespace: string;
  readonly name: string | undefined;
  readonly offerSeconds: number;
  readonly quotas: QuotaLimits;
}

/** Moves a repository at once where the subject may make repositories there; else offers it. */
export const offerTransfer: Command<
  HubTables,
  OfferTransfer,
  | RepositoryRefusal
  | RepositoryConflict
  | { kind: 'no-namespace' }
  | { kind: 'moved'; path: string; previous: string }
  | { kind: 'offered'; id: number }
> = {
  name: 'hub.offer-transfer',
  async execute(transaction, input) {
    const found = await administered(transaction, input);
    if (found.kind !== 'found') return found;
    const { id, path, namespaceId, subject } = found;
    const { actor, now, quotas } = input;
    const namespace = await namespaceInTransaction(transaction, input.namespace);
    if (!namespace) return { kind: 'no-namespace' };
    if (namespace.id === namespaceId) {
      return { kind: 'conflict', message: 'it is in this namespace already: rename it instead' };
    }
    const name = input.name ?? path.slice(path.indexOf('/') + 1);
    const target = { path: `${input.namespace}/${name}`, namespaceId: namespace.id };
    const move = { id, path, namespaceId, target, now };
    const problem = await transferProblem(transaction, move, quotas);
    const there = { namespace, repository: undefined };
    if (mayCreate(subject, await standingInTransaction(transaction, subject, there))) {
      if (problem !== undefined) return { kind: 'conflict', message: problem };
      await transferRepository(transaction, move, actor);
      return { kind: 'moved', path: target.path, previous: path };
    }
    // What is there, and how much of it, is told to nobody who may not make repositories there.
    const offer = {
      ...{ target_namespace_id: namespace.id, target_name: name, offered_at: now },
      ...{ offered_by: subject.accountId ?? 0, expires_at: now + input.offerSeconds * 1000 },
    };
    const row = await transaction
      .insertInto('hub_repository_transfers')
      .values({ repository_id: id, ...offer })
      .onConflict((conflict) => conflict.column('repository_id').doUpdateSet(offer))
      .returning('id')
      .executeTakeFirstOrThrow();
    await tellChanged(transaction, {
      ...{ action: 'repo.transfer.offer', repositoryId: id, namespaceId, path, actor, at: now },
      data: { to: target.path },
    });
    return { kind: 'offered', id: row.id };
  },
};

/** Takes an offer back. */
export const withdrawTransfer: Command<
  HubTables,
  RepositoryWriting,
  RepositoryRefusal | { kind: 'withdrawn' }
> = {
  name: 'hub.withdraw-transfer',
  async execute(transaction, input) {
    const found = await administered(transaction, input);
    if (found.kind !== 'found') return found;
    const { id, path, namespaceId } = found;
    const { actor, now } = input;
    const removed = await transaction
      .deleteFrom('hub_repository_transfers')
      .where('repository_id', '=', id)
      .returning('id')
      .execute();
    if (removed.length === 0) return { kind: 'unknown' };
    await tellChanged(transaction, {
      ...{ action: 'repo.transfer.withdraw', repositoryId: id, namespaceId, path, actor, at: now },
    });
    return { kind: 'withdrawn' };
  },
};

export interface AnswerTransfer {
  readonly subject: Subject;
  readonly id: number;
  readonly accept: boolean;
  readonly actor: AuditActor;
  readonly now: number;
  readonly quotas: QuotaLimits;
}

/** Accepts or declines an offer, for a namespace where the subject may make repositories. */
export const answerTransfer: Command<
  HubTables,
  AnswerTransfer,
  | { kind: 'unknown' }
  | RepositoryConflict
  | { kind: 'declined' }
  | { kind: 'moved'; path: string; previous: string }
> = {
  name: 'hub.answer-transfer',
  async execute(transaction, input) {
    const { actor, now } = input;
    const subject = await subjectInTransaction(transaction, input.subject, now);
    const offer = await offerRow(transaction, input.id);
    if (!subject || !offer || offer.expires_at <= now) return { kind: 'unknown' };
    const namespace = await namespaceInTransaction(transaction, offer.namespace);
    const there = { namespace, repository: undefined };
    const standing = await standingInTransaction(transaction, subject, there);
    if (!namespace || !mayCreate(subject, standing)) return { kind: 'unknown' };
    const { path, repository_id: id, namespace_id: namespaceId } = offer;
    const from = { action: 'repo.transfer.decline', repositoryId: id, namespaceId, path } as const;
    await transaction.deleteFrom('hub_repository_transfers').where('id', '=', input.id).execute();
    if (!input.accept) {
      await tellChanged(transaction, { ...from, actor, at: now });
      return { kind: 'declined' };
    }
    if (!(await stillOffers(transaction, offer))) {
      const message =
        'who offered it may not give it away any more: ask its owner to offer it again';
      return { kind: 'conflict', message };
    }
    const target = { path: `${offer.namespace}/${offer.target_name}`, namespaceId: namespace.id };
    const move = { id, path, namespaceId, target, now };
    const problem = await transferProblem(transaction, move, input.quotas);
    if (problem !== undefined) return { kind: 'conflict', message: problem };
    await transferRepository(transaction, move, actor);
    return { kind: 'moved', path: target.path, previous: path };
  },
};

type OfferRow = NonNullable<Awaited<ReturnType<typeof offerRow>>>;

function offerRow(transaction: Transaction<HubTables>, id: number) {
  return transaction
    .selectFrom('hub_repository_transfers as offer')
    .innerJoin('hub_repositories as repository', 'repository.id', 'offer.repository_id')
    .innerJoin('hub_accounts as target', 'target.id', 'offer.target_namespace_id')
    .innerJoin('hub_accounts as offerer', 'offerer.id', 'offer.offered_by')
    .select(['offer.repository_id', 'offer.target_name', 'offer.expires_at', 'offer.offered_by'])
    .select(['target.name as namespace', 'repository.path', 'repository.namespace_id'])
    .select(['offerer.name as offerer', 'offerer.is_administrator', 'offerer.closed_at'])
    .where('offer.id', '=', id)
    .executeTakeFirst();
}

/** Whether the repository is still the offerer's to give. */
async function stillOffers(transaction: Transaction<HubTables>, offer: OfferRow): Promise<boolean> {
  if (offer.closed_at !== null) return false;
  const offerer: Subject = {
    ...{ accountId: offer.offered_by, name: offer.offerer, reach: 5 },
    administrator: offer.is_administrator === 1,
    credential: { kind: 'anonymous' },
  };
  const place = await placeInTransaction(transaction, offer.path);
  if (place.repository === undefined || place.repository.closed) return false;
  return (await standingInTransaction(transaction, offerer, place)).level >= level.admin;
}
