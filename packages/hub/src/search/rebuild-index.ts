import type { Command, Database } from '@slipway/database';
import type { PeriodicJob } from '../jobs/job.ts';
import type { HubTables } from '../tables.ts';
import { indexRepository } from './index-repository.ts';

/** How many repositories one command makes anew: a moment for the one process that writes. */
const batch = 100;

/** Makes anew what some repositories are found by, those after an id; answers the last one's. */
export const rebuildIndex: Command<
  HubTables,
  { readonly after: number; readonly onlyUnlabelled: boolean },
  number | undefined
> = {
  name: 'hub.rebuild-index',
  async execute(transaction, { after, onlyUnlabelled }) {
    let query = transaction
      .selectFrom('hub_repository_figures as figures')
      .innerJoin('hub_repositories as repository', 'repository.id', 'figures.repository_id')
      .select('figures.repository_id')
      .where('figures.repository_id', '>', after)
      .orderBy('figures.repository_id')
      .limit(batch);
    if (onlyUnlabelled) {
      query = query.where('figures.labels', '=', '').where('repository.closed_at', 'is', null);
    }
    const rows = await query.execute();
    for (const { repository_id: id } of rows) await indexRepository(transaction, id);
    return rows.at(-1)?.repository_id;
  },
};

/** Makes anew what repositories are found by: all, or those that are found by nothing. */
export async function rebuildSearch(
  database: Database<HubTables>,
  options: { readonly onlyUnlabelled: boolean; readonly signal?: AbortSignal },
): Promise<void> {
  let after: number | undefined = 0;
  while (after !== undefined && options.signal?.aborted !== true) {
    const { onlyUnlabelled } = options;
    after = await database.run(rebuildIndex, { after, onlyUnlabelled });
  }
}

/** Repositories of a hub that had no search yet come into it by and by. */
export function searchJobs(database: Database<HubTables>): PeriodicJob[] {
  return [
    {
      name: 'hub.index-repositories',
      about: 'Brings repositories into search that are not in it',
      everyMs: 3_600_000,
      async run({ signal }) {
        await rebuildSearch(database, { onlyUnlabelled: true, signal });
        return 'done';
      },
    },
  ];
}
