import type { Badge } from '@slipway/api';
import type { Command } from '@slipway/database';
import { recordAudit } from '../audit/record-audit.ts';
import { indexRepository } from '../search/index-repository.ts';
import type { HubTables } from '../tables.ts';
import { administered, type RepositoryRefusal, type RepositoryWriting } from './administered.ts';
import { tellChanged } from './repository-participants.ts';
import { namespaceInTransaction } from './repository-rows.ts';

/** Gives a repository a badge of its own; `none` takes it away. For administrators. */
export const setRepositoryBadge: Command<
  HubTables,
  RepositoryWriting & { readonly badge: Badge },
  RepositoryRefusal | { kind: 'set' }
> = {
  name: 'hub.set-repository-badge',
  async execute(transaction, input) {
    const found = await administered(transaction, input);
    if (found.kind !== 'found') return found;
    if (!found.subject.administrator) {
      return { kind: 'denied', message: 'only administrators give badges' };
    }
    const { id, path, namespaceId } = found;
    const { badge, actor, now } = input;
    await transaction
      .updateTable('hub_repository_figures')
      .set({ badge: badge === 'none' ? null : badge })
      .where('repository_id', '=', id)
      .execute();
    await indexRepository(transaction, id);
    await tellChanged(transaction, {
      ...{ action: 'repo.badge.updated', repositoryId: id, namespaceId, path, actor, at: now },
      data: { badge },
    });
    return { kind: 'set' };
  },
};

/** Gives all repositories of a namespace a badge, which those with one of their own do not show. */
export const setNamespaceBadge: Command<
  HubTables,
  Pick<RepositoryWriting, 'actor' | 'now'> & { readonly namespace: string; readonly badge: Badge },
  { kind: 'unknown' } | { kind: 'set' }
> = {
  name: 'hub.set-namespace-badge',
  async execute(transaction, { namespace: name, badge, actor, now }) {
    const namespace = await namespaceInTransaction(transaction, name);
    if (!namespace) return { kind: 'unknown' };
    await transaction
      .deleteFrom('hub_namespace_badges')
      .where('namespace_id', '=', namespace.id)
      .execute();
    if (badge !== 'none') {
      await transaction
        .insertInto('hub_namespace_badges')
        .values({ namespace_id: namespace.id, badge })
        .execute();
    }
    const repositories = await transaction
      .selectFrom('hub_repositories')
      .select('id')
      .where('namespace_id', '=', namespace.id)
      .execute();
    for (const { id } of repositories) await indexRepository(transaction, id);
    await recordAudit(transaction, {
      ...{ namespaceId: namespace.id, action: 'namespace.badge.updated', name, actor, at: now },
      data: { badge },
    });
    return { kind: 'set' };
  },
};
