import { readFile } from 'node:fs/promises';
import {
  type EffectiveRetention,
  type RetentionPolicy,
  type RetentionPreview,
  type RetentionRule,
  retentionRoutes,
} from '@slipway/api';
import { CliError, usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { callContract } from '../hub/contract-call.ts';
import { listUpTo } from '../hub/list-up-to.ts';
import { printDone, printFields, printJson, printTable, shortTime } from '../hub/print-answer.ts';
import { formatSize } from '../terminal/format-size.ts';
import { formatTable } from '../terminal/format-table.ts';
import { readStandardInput } from '../terminal/prompt.ts';
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
      return printPolicy(context, input, value);
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

/** The policy in a file, or on standard input; the hub says what is wrong with its members. */
async function readPolicy(context: Context, file: string): Promise<RetentionPolicy> {
  const text = file === '-' ? await readStandardInput(context) : await readText(file);
  const from = file === '-' ? 'standard input' : file;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw usageError(`${from} is no JSON: ${(error as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw usageError(
      `${from} is no retention policy`,
      'Start from what "slipway repo retention REPOSITORY --json" prints',
    );
  }
  return value as RetentionPolicy;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CliError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

function printPolicy(context: Context, input: CommandInput, value: EffectiveRetention): void {
  if (!input.flag('json') && value.source === 'none') {
    const set = `slipway repo retention ${input.argument(0)} --set FILE`;
    context.stderr.write(`There are no rules: nothing goes by itself. Set some with "${set}".\n`);
    return;
  }
  const untagged = value.untagged_days;
  const fields = [
    ['Rules of', `the ${value.source}`],
    ['State', value.enabled ? 'on' : 'off'],
    ['Always kept', value.always_keep.join(', ') || 'no tags'],
    ['Untagged manifests', untagged === null ? 'stay' : `go after ${counted(untagged, 'day')}`],
  ] as const;
  printFields(context, input, { value, fields });
  if (input.flag('json') || value.rules.length === 0) return;
  const rows = value.rules.map((rule) => [rule.tags, keptBy(rule)]);
  context.stdout.write(`\n${formatTable(['TAGS', 'KEPT'], rows)}`);
}

function keptBy(rule: RetentionRule): string {
  const newest = rule.keep_last_by === 'push' ? 'pushed last' : 'highest versions';
  const ways = [
    rule.keep_last === null ? '' : `the ${rule.keep_last} ${newest}`,
    rule.keep_pushed_days === null ? '' : `pushed within ${counted(rule.keep_pushed_days, 'day')}`,
    rule.keep_pulled_days === null ? '' : `pulled within ${counted(rule.keep_pulled_days, 'day')}`,
  ];
  return ways.filter((way) => way !== '').join('; ');
}

function printPreview(context: Context, input: CommandInput, value: RetentionPreview): void {
  if (input.flag('json')) {
    printJson(context, value);
    return;
  }
  const stay = `${counted(value.kept_tags, 'tag')} ${value.kept_tags === 1 ? 'stays' : 'stay'}`;
  if (value.tag_count + value.manifest_count === 0) {
    context.stdout.write(`Nothing would go; ${stay}.\n`);
    return;
  }
  const rows = [
    ...value.tags.map(({ name, reason }) => ['tag', name, reason]),
    ...value.manifests.map(({ digest, reason }) => ['manifest', digest, reason]),
  ];
  context.stdout.write(formatTable(['WHAT', 'NAME', 'WHY'], rows));
  const more = value.tag_count + value.manifest_count - rows.length;
  if (more > 0) context.stdout.write(`… and ${more} more\n`);
  const [tags, manifests] = [
    counted(value.tag_count, 'tag'),
    counted(value.manifest_count, 'manifest'),
  ];
  context.stdout.write(
    `${tags} and ${manifests} would go, ${formatSize(value.reclaimed_bytes)}; ${stay}.\n`,
  );
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
