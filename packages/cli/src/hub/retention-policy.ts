import { readFile } from 'node:fs/promises';
import type {
  EffectiveRetention,
  RetentionPolicy,
  RetentionPreview,
  RetentionRule,
} from '@slipway/api';
import { CliError, usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { formatSize } from '../terminal/format-size.ts';
import { formatTable } from '../terminal/format-table.ts';
import { readStandardInput } from '../terminal/prompt.ts';
import type { CommandInput } from '../tree/command-input.ts';
import { printFields, printJson } from './print-answer.ts';

/** The policy in a file, or on standard input; the hub says what is wrong with its members. */
export async function readPolicy(context: Context, file: string): Promise<RetentionPolicy> {
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

/** A policy to print, whose it is, and the command that sets one. */
interface PolicyShown {
  readonly value: RetentionPolicy;
  readonly source: EffectiveRetention['source'];
  readonly set: string;
}

/** Prints the rules; where there are none, how they are set. */
export function printPolicy(
  context: Context,
  input: CommandInput,
  { value, source, set }: PolicyShown,
): void {
  if (!input.flag('json') && source === 'none') {
    context.stderr.write(`There are no rules: nothing goes by itself. Set some with "${set}".\n`);
    return;
  }
  const untagged = value.untagged_days;
  const fields = [
    ['Rules of', `the ${source}`],
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

/** Prints what rules would delete, and why. */
export function printPreview(context: Context, input: CommandInput, value: RetentionPreview): void {
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
