import { tagRoutes } from '@slipway/api';
import type { Context } from '../context.ts';
import { callContract, listContract } from '../hub/contract-call.ts';
import { type HubApi, withHubApi } from '../hub/hub-api.ts';
import { printDone, printTable, shortTime } from '../hub/print-answer.ts';
import { type RepositoryPath, taggedRepository } from '../hub/repository-argument.ts';
import { formatSize } from '../terminal/format-size.ts';
import type { CommandInput } from '../tree/command-input.ts';
import type { CommandModule } from '../tree/command-spec.ts';
import { onRepository, pathOf } from './repo.ts';

/** `slipway repo tags REPOSITORY`. */
export const list: CommandModule = {
  run: (context, input) =>
    onRepository(context, input, async (api, params) => {
      const query = { name: input.text('filter'), ordering: input.text('sort') };
      const items = await listContract(api, tagRoutes.list, { params, query });
      printTable(context, input, {
        items,
        head: ['TAG', 'DIGEST', 'PLATFORMS', 'SIZE', 'PUSHED (UTC)', 'BY', 'PULLED (UTC)'],
        row: (tag) => [
          tag.name,
          tag.digest.slice(0, 19),
          tag.images.map(({ os, architecture }) => `${os}/${architecture}`).join(','),
          formatSize(tag.full_size),
          shortTime(tag.tag_last_pushed),
          tag.last_updater_username,
          shortTime(tag.tag_last_pulled),
        ],
      });
    }),
};

/** `slipway repo history REPOSITORY:TAG`. */
export const history: CommandModule = {
  run: (context, input) =>
    onTag(context, input, async (api, params) => {
      const items = await listContract(api, tagRoutes.history, { params });
      printTable(context, input, {
        items,
        head: ['SINCE (UTC)', 'WHAT', 'DIGEST', 'BY', 'NOTE'],
        row: (entry) => [
          shortTime(entry.at),
          entry.action,
          entry.digest,
          entry.by,
          entry.is_current ? 'current' : entry.can_restore ? 'can be restored' : '',
        ],
      });
    }),
};

/** `slipway repo restore REPOSITORY:TAG DIGEST`. */
export const restore: CommandModule = {
  run: (context, input) =>
    onTag(context, input, async (api, params) => {
      const body = { digest: input.argument(1) };
      const value = await callContract(api, tagRoutes.restore, { params, body });
      const text = `${pathOf(params)}:${params.tag} is ${value.digest} again.`;
      printDone(context, input, { value, text });
    }),
};

/** `slipway repo untag REPOSITORY:TAG...`. */
export const untag: CommandModule = {
  run: (context, input) =>
    withHubApi(context, input, async (api) => {
      const deleted: string[] = [];
      for (const text of input.argumentList(0)) {
        const params = { ...taggedRepository(text, api) };
        await callContract(api, tagRoutes.delete, { params });
        deleted.push(`${pathOf(params)}:${params.tag}`);
      }
      printDone(context, input, { value: { deleted }, text: `Deleted ${deleted.join(', ')}.` });
    }),
};

function onTag(
  context: Context,
  input: CommandInput,
  work: (
    api: HubApi,
    params: RepositoryPath & { tag: string } & Record<string, string>,
  ) => Promise<void>,
): Promise<void> {
  return withHubApi(context, input, (api) =>
    work(api, { ...taggedRepository(input.argument(0), api) }),
  );
}
