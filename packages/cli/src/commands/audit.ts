import { type AuditLog, auditRoutes } from '@slipway/api';
import type { Context } from '../context.ts';
import { callContract } from '../hub/contract-call.ts';
import { withHubApi } from '../hub/hub-api.ts';
import { listUpTo } from '../hub/list-up-to.ts';
import { parsePast } from '../hub/parse-expiry.ts';
import { printTable, shortTime } from '../hub/print-answer.ts';
import type { CommandInput } from '../tree/command-input.ts';
import type { CommandModule } from '../tree/command-spec.ts';
import { onRepository } from './repo.ts';

/** `slipway repo audit REPOSITORY`. */
export const ofRepository: CommandModule = {
  run: (context, input) =>
    onRepository(context, input, async (api, params) => {
      const filters = { action: input.text('action') };
      const items = await listUpTo(context, input, async (page) => {
        const query = { ...filters, ...page };
        const answer = await callContract(api, auditRoutes.repository, { params, query });
        return { items: answer.results, next: answer.next };
      });
      printLogs(context, input, items);
    }),
};

/** `slipway org audit ORG`: of an account's own namespace as well. */
export const ofOrganization: CommandModule = {
  run: async (context, input) => {
    const filters = {
      ...{ action: input.text('action'), name: input.text('name'), actor: input.text('actor') },
      ...{ from: timeOf(input, 'from'), to: timeOf(input, 'to') },
    };
    await withHubApi(context, input, async (api) => {
      const params = { namespace: input.argument(0) };
      const items = await listUpTo(context, input, async (page) => {
        const query = { ...filters, ...page };
        const answer = await callContract(api, auditRoutes.list, { params, query });
        return { items: answer.logs, next: answer.next };
      });
      printLogs(context, input, items);
    });
  },
};

function timeOf(input: CommandInput, name: string): string | undefined {
  const text = input.text(name);
  return text === undefined ? undefined : parsePast(text, new Date());
}

function printLogs(context: Context, input: CommandInput, items: readonly AuditLog[]): void {
  printTable(context, input, {
    items,
    empty: 'Nothing of that kind was done. Ask for more with other options, or none.',
    head: ['AT (UTC)', 'BY', 'ACTION', 'NAME', 'FROM', 'WHAT'],
    row: (each) => [
      ...[shortTime(each.timestamp), each.actor, each.action, each.name, each.address ?? ''],
      each.action_description,
    ],
  });
}
