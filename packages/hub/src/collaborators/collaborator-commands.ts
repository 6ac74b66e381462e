import type { Command } from '@slipway/database';
import { standingInTransaction } from '../access/grants.ts';
import { judge } from '../access/policy.ts';
import { subjectInTransaction } from '../access/subject-in-transaction.ts';
import { actorOf, type ChangeOrigin } from '../audit/change-origin.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { commandList } from '../command-list.ts';
import { personalAccount } from '../organizations/organization-commands.ts';
import type { RepositoryPermission } from '../organizations/organization-tables.ts';
import { type Refusal, refuse } from '../organizations/refusal.ts';
import { administered, type RepositoryRefusal } from '../repositories/repository-commands.ts';
import { placeInTransaction } from '../repositories/repository-rows.ts';
import type { HubTables } from '../tables.ts';

export interface SetCollaborator {
  readonly origin: ChangeOrigin;
  /** `namespace/name` */
  readonly path: string;
  readonly user: string;
  readonly permission: RepositoryPermission;
  /** Whether he must be one already, or must not. */
  readonly expects: 'present' | 'absent';
}

/** Whose collaboration a command changed. */
export interface ChangedCollaborator {
  readonly kind: 'changed';
  readonly account: number;
  readonly namespace: number;
  readonly repository: number;
}

/** Shares a personal repository with somebody, or changes what he may do with it. */
export const setCollaborator: Command<
  HubTables,
  SetCollaborator,
  Refusal | RepositoryRefusal | ChangedCollaborator
> = {
  name: 'hub.set-collaborator',
  async execute(transaction, { origin, path, user, permission, expects }) {
    const { subject, now } = origin;
    const found = await administered(transaction, { subject, path, now });
    if (found.kind !== 'found') return found;
    const namespace = await transaction
      .selectFrom('hub_accounts')
      .select('kind')
      .where('id', '=', found.namespaceId)
      .executeTakeFirstOrThrow();
    if (namespace.kind !== 'personal') {
      return refuse('conflict', 'repositories of organizations are shared with teams');
    }
    const account = await personalAccount(transaction, user);
    if (account === undefined) return refuse('absent', `there is no account ${user}`, 'user');
    if (account === found.namespaceId) {
      return refuse('conflict', 'the repository is his own', 'user');
    }
    const before = await transaction
      .selectFrom('hub_collaborators')
      .select('permission')
      .where('repository_id', '=', found.id)
      .where('account_id', '=', account)
      .executeTakeFirst();
    if (before && expects === 'absent') {
      return refuse('conflict', `${user} is a collaborator already`, 'user');
    }
    if (!before && expects === 'present') {
      return refuse('absent', `${user} is no collaborator of ${found.path}`);
    }
    const namespaceId = found.namespaceId;
    const outcome: ChangedCollaborator = {
      kind: 'changed',
      account,
      namespace: namespaceId,
      repository: found.id,
    };
    if (before?.permission === permission) return outcome;
    await transaction
      .insertInto('hub_collaborators')
      .values({
        repository_id: found.id,
        account_id: account,
        permission,
        created_at: now,
      })
      .onConflict((conflict) =>
        conflict.columns(['repository_id', 'account_id']).doUpdateSet({ permission }),
      )
      .execute();
    await recordAudit(transaction, {
      namespaceId,
      repositoryId: found.id,
      action: before ? 'repo.collaborator.update' : 'repo.collaborator.add',
      name: found.path,
      actor: actorOf({ ...origin, subject: found.subject }),
      data: {
        user: user.toLowerCase(),
        permission,
        ...(before ? { previous: before.permission } : {}),
      },
      at: now,
    });
    return outcome;
  },
};

export interface RemoveCollaborator {
  readonly origin: ChangeOrigin;
  readonly path: string;
  readonly user: string;
}

/** Stops sharing a repository with somebody; everybody may leave by himself. */
export const removeCollaborator: Command<
  HubTables,
  RemoveCollaborator,
  Refusal | RepositoryRefusal | ChangedCollaborator
> = {
  name: 'hub.remove-collaborator',
  async execute(transaction, { origin, path, user }) {
    const { now } = origin;
    const subject = await subjectInTransaction(transaction, origin.subject, now);
    if (!subject) return { kind: 'unknown' };
    const place = await placeInTransaction(transaction, path);
    const standing = await standingInTransaction(transaction, subject, place);
    const leaves = user === subject.name;
    const verdict = judge(subject, { place, standing }, leaves ? 'pull' : 'administer');
    if (verdict.kind === 'denied') return verdict;
    if (verdict.kind === 'hidden' || !verdict.repository || !place.namespace) {
      return { kind: 'unknown' };
    }
    const { id, name, canonicalName } = verdict.repository;
    const row = await transaction
      .deleteFrom('hub_collaborators')
      .where('repository_id', '=', id)
      .where('account_id', 'in', (query) =>
        query.selectFrom('hub_accounts').select('id').where('name', '=', user),
      )
      .returning('account_id')
      .executeTakeFirst();
    if (!row) return refuse('absent', `${user} is no collaborator of ${path}`);
    await recordAudit(transaction, {
      namespaceId: place.namespace.id,
      repositoryId: id,
      action: 'repo.collaborator.remove',
      name: canonicalName ?? name,
      actor: actorOf({ ...origin, subject }),
      data: { user, ...(leaves ? { left: true } : {}) },
      at: now,
    });
    return {
      kind: 'changed',
      account: row.account_id,
      namespace: place.namespace.id,
      repository: id,
    };
  },
};

export const collaboratorCommands = commandList(setCollaborator, removeCollaborator);
