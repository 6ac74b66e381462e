import { repositoryRoutes } from '@slipway/api';
import { callContract } from '../hub/contract-call.ts';
import { confirmName, printDone, printTable, shortTime } from '../hub/print-answer.ts';
import { repositoryPath } from '../hub/repository-argument.ts';
import type { CommandModule } from '../tree/command-spec.ts';
import { onRepository, pathOf } from './repo.ts';

/** `slipway repo aliases REPOSITORY`. */
export const list: CommandModule = {
  run: (context, input) =>
    onRepository(context, input, async (api, params) => {
      const { results } = await callContract(api, repositoryRoutes.listAliases, { params });
      printTable(context, input, {
        items: results,
        empty: `${pathOf(params)} has no former names. "slipway repo rename" leaves one behind.`,
        head: ['FORMER NAME', 'SINCE (UTC)'],
        row: (each) => [each.name, shortTime(each.created_at)],
      });
    }),
};

/** `slipway repo unalias REPOSITORY NAME`. */
export const remove: CommandModule = {
  run: (context, input) =>
    onRepository(context, input, async (api, params) => {
      const alias = repositoryPath(input.argument(1), { username: params.namespace });
      const name = pathOf(alias);
      const consequence = `Pulls and pushes under ${name} fail from then on.`;
      await confirmName(context, input, { name, consequence });
      await callContract(api, repositoryRoutes.removeAlias, {
        params: { ...params, alias_namespace: alias.namespace, alias_name: alias.repository },
      });
      const text = `${name} does not lead to ${pathOf(params)} any more.`;
      printDone(context, input, { value: { removed: name }, text });
    }),
};
