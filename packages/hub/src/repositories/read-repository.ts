import type { Repository } from '@slipway/api';
import { judge, situation } from '../access/policy.ts';
import type { Subject } from '../access/subject.ts';
import { unknownRepository } from '../api/repository-path.ts';
import type { HubServices } from '../hub-services.ts';
import { readImmutableTags } from '../tags/immutable-tags.ts';
import { repositoryEntry, shownRepositories, type Viewer } from './repository-shown.ts';

/**
 * A repository as its page shows it, by any of its names. Who may pull from it has been asked by the
 * route, or follows from what the caller has just done with it.
 */
export async function readRepository(
  services: Pick<HubServices, 'database' | 'live'>,
  viewer: Viewer,
  path: string,
): Promise<Repository> {
  const { subject } = viewer;
  const found = await situation(services.live, subject, path);
  const { repository } = found.place;
  if (!repository) throw unknownRepository();
  const { query } = services.database;
  const [row, more, immutable] = await Promise.all([
    shownRepositories(query).where('repository.id', '=', repository.id).executeTakeFirst(),
    moreOf(services, subject, repository.id),
    readImmutableTags(query, repository.id),
  ]);
  if (!row || !more) throw unknownRepository();
  const may = (verb: 'push' | 'administer') => judge(subject, found, verb).kind === 'granted';
  const common = repositoryEntry(row, viewer);
  return {
    ...common,
    id: row.id,
    user: common.namespace,
    is_automated: false,
    collaborator_count: Number(more.collaborators),
    hub_user: common.namespace,
    has_starred: more.starred !== null,
    full_description: more.full_description,
    permissions: { read: true, write: may('push'), admin: may('administer') },
    immutable_tags_settings: { enabled: immutable.enabled, rules: [...immutable.rules] },
    source: null,
    sparse: more.sparse === 1,
    is_closed: row.closed_at !== null,
    renamed_from: row.path === path ? null : path,
  };
}

/** What lists do not show. */
function moreOf(services: Pick<HubServices, 'database'>, subject: Subject, id: number) {
  return services.database.query
    .selectFrom('hub_repositories as repository')
    .leftJoin('hub_stars as star', (join) =>
      join
        .onRef('star.repository_id', '=', 'repository.id')
        .on('star.account_id', '=', subject.accountId ?? 0),
    )
    .select(['repository.full_description', 'repository.sparse', 'star.account_id as starred'])
    .select(({ selectFrom }) =>
      selectFrom('hub_collaborators as collaborator')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .whereRef('collaborator.repository_id', '=', 'repository.id')
        .as('collaborators'),
    )
    .where('repository.id', '=', id)
    .executeTakeFirst();
}
