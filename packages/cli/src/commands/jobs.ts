import { jobRoutes } from '@slipway/api';
import { callContract, listContract } from '../hub/contract-call.ts';
import { withHubApi } from '../hub/hub-api.ts';
import { printDone, printTable, shortTime } from '../hub/print-answer.ts';
import type { CommandModule } from '../tree/command-spec.ts';

/** `slipway jobs list`. */
export const list: CommandModule = {
  run: (context, input) =>
    withHubApi(context, input, async (api) => {
      const { topics } = await callContract(api, jobRoutes.list);
      printTable(context, input, {
        items: topics,
        head: ['TOPIC', 'WAITING', 'RUNNING', 'FAILED', 'OLDEST (UTC)'],
        row: (each) => [
          each.topic,
          String(each.waiting),
          String(each.running),
          String(each.failed),
          shortTime(each.oldest),
        ],
      });
    }),
};

/** `slipway jobs failed`. */
export const failed: CommandModule = {
  run: (context, input) =>
    withHubApi(context, input, async (api) => {
      const query = { topic: input.text('topic') };
      printTable(context, input, {
        items: await listContract(api, jobRoutes.failed, { query }),
        head: ['ID', 'TOPIC', 'ABOUT', 'TRIES', 'FAILED (UTC)', 'ERROR'],
        row: (each) => [
          String(each.id),
          each.topic,
          each.key,
          String(each.attempts),
          shortTime(each.failed_at),
          each.error,
        ],
      });
    }),
};

/** `slipway jobs retry ID`. */
export const retry: CommandModule = {
  run: (context, input) =>
    withHubApi(context, input, async (api) => {
      await callContract(api, jobRoutes.retry, { params: { job_id: input.argument(0) } });
      printDone(context, input, { text: 'It waits for its turn.' });
    }),
};

/** `slipway jobs discard ID`. */
export const discard: CommandModule = {
  run: (context, input) =>
    withHubApi(context, input, async (api) => {
      await callContract(api, jobRoutes.discard, { params: { job_id: input.argument(0) } });
      printDone(context, input, { text: 'Forgotten.' });
    }),
};

/** `slipway jobs periodic`. */
export const periodic: CommandModule = {
  run: (context, input) =>
    withHubApi(context, input, async (api) => {
      const { jobs } = await callContract(api, jobRoutes.periodic);
      printTable(context, input, {
        items: jobs,
        head: ['NAME', 'EVERY', 'LAST (UTC)', 'OUTCOME', 'NEXT (UTC)', 'RESULT'],
        row: (each) => [
          each.name,
          `${Math.round(each.every_seconds / 60)} min`,
          shortTime(each.last_started_at),
          each.is_running ? 'running' : (each.last_outcome ?? ''),
          shortTime(each.next_at),
          each.last_result ?? '',
        ],
      });
    }),
};

/** `slipway jobs run NAME`. */
export const run: CommandModule = {
  run: (context, input) =>
    withHubApi(context, input, async (api) => {
      await callContract(api, jobRoutes.run, { params: { job_name: input.argument(0) } });
      printDone(context, input, { text: 'It begins within a second or two.' });
    }),
};
