import { type EffectiveRetention, retentionRoutes } from '@slipway/api';
import { usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { callContract } from '../hub/contract-call.ts';
import { listUpTo } from '../hub/list-up-to.ts';
import { printDone, printTable, shortTime } from '../hub/print-answer.ts';
import { printPolicy, printPreview, readPolicy } from '../hub/retention-policy.ts';
import { formatSize } from '../terminal/format-size.ts';
import type { CommandInput } from '../tree/command-input.ts';
import { onRepository, pathOf } from './repo.ts';

/** `slipway repo retention REPOSITORY`: shows, sets, tries or removes the rules by which tags go. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  const file = input.text('set');
  const [dryRun, remove, runs] = [input.flag('dryRun'), input.flag('remove'), input.flag('runs')];
  if ([file !== undefined || dryRun, remove, runs].filter(Boolean).length > 1) {
    throw usageError('--remove and --runs exclude each other and --set and --dry-run');
  }
  const policy = file === undefined ? undefined : await readPolicy(context, file);
  await onRepository(context, input, async (api, params) => {
    const name = pathOf(params);
    if (dryRun) {
      const body = policy ? { policy } : {};
      const value = await callContract(api, retentionRoutes.preview, { params, body });
      return printPreview(context, input, value);
    }
    if (policy) {
      const value = await callContract(api, retentionRoutes.update, { params, body: policy });
      const text = `${name} has rules of its own now (${value.enabled ? 'on' : 'off'}).`;
      return printDone(context, input, { value, text });
    }
    if (remove) {
      const value = await callContract(api, retentionRoutes.remove, { params });
      const text = `${name} has no rules of its own any more: ${sourcePhrase[value.source]}.`;
      return printDone(context, input, { value, text });
    }
    if (!runs) {
      const value = await callContract(api, retentionRoutes.read, { params });
      const set = `slipway repo retention ${name} --set FILE`;
      return printPolicy(context, input, { value, source: value.source, set });
    }
    const items = await listUpTo(context, input, async (query) => {
      const page = await callContract(api, retentionRoutes.runs, { params, query });
      return { items: page.results, next: page.next };
    });
    printTable(context, input, {
      items,
      empty: `Nothing has gone by itself. See what would: "slipway repo retention ${name} --dry-run".`,
      head: ['AT (UTC)', 'TAGS', 'MANIFESTS', 'FREED'],
      row: (each) => [
        ...[shortTime(each.at), String(each.tags), String(each.manifests)],
        formatSize(each.reclaimed_bytes),
      ],
    });
  });
}

const sourcePhrase: Readonly<Record<EffectiveRetention['source'], string>> = {
  repository: 'its own rules hold',
  namespace: "the namespace's rules hold",
  none: 'nothing goes by itself',
};
