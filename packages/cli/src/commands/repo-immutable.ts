import { type ImmutableTags, tagRoutes } from '@slipway/api';
import { usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { callContract } from '../hub/contract-call.ts';
import type { HubApi } from '../hub/hub-api.ts';
import { printDone, printFields, printTable } from '../hub/print-answer.ts';
import type { RepositoryPath } from '../hub/repository-argument.ts';
import type { CommandInput } from '../tree/command-input.ts';
import { onRepository, pathOf } from './repo.ts';

type Params = RepositoryPath & Readonly<Record<string, string>>;

/** `slipway repo immutable REPOSITORY`: shows, sets or tries which tags are set once only. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  const rules = input.list('rule');
  const preview = input.text('preview');
  const asked = [input.flag('all'), input.flag('none'), rules.length > 0, preview !== undefined];
  if (asked.filter(Boolean).length > 1) {
    throw usageError('--all, --none, --rule and --preview exclude each other');
  }
  await onRepository(context, input, async (api, params) => {
    if (preview !== undefined) return await tryRule(context, input, { api, params, preview });
    if (!asked.includes(true)) {
      const value = await callContract(api, tagRoutes.readImmutable, { params });
      const fields = [['Immutable', phraseOf(value)]] as const;
      return printFields(context, input, { value, fields });
    }
    const body = { immutable_tags: !input.flag('none'), immutable_tags_rules: [...rules] };
    const value = await callContract(api, tagRoutes.updateImmutable, { params, body });
    const text = `Immutable in ${pathOf(params)}: ${phraseOf(value)}.`;
    printDone(context, input, { value, text });
  });
}

async function tryRule(
  context: Context,
  input: CommandInput,
  { api, params, preview }: { api: HubApi; params: Params; preview: string },
): Promise<void> {
  const body = { regex: preview };
  const value = await callContract(api, tagRoutes.verifyImmutable, { params, body });
  printTable(context, input, {
    items: value.tags,
    empty: `No tag matches as a whole. See "slipway repo tags ${input.argument(0)}".`,
    head: ['TAG'],
    row: (tag) => [tag],
  });
  const more = value.count - value.tags.length;
  if (more > 0) context.stderr.write(`It matches ${more} more.\n`);
}

function phraseOf({ enabled, rules }: ImmutableTags): string {
  if (!enabled) return 'no tags';
  return rules.length === 0 ? 'all tags' : `tags that match ${rules.join(' or ')}`;
}
