import { type RetentionPolicy, retentionRoutes } from '@slipway/api';
import type { Context } from '../context.ts';
import { callContract } from '../hub/contract-call.ts';
import { withHubApi } from '../hub/hub-api.ts';
import { printDone } from '../hub/print-answer.ts';
import { printPolicy, readPolicy } from '../hub/retention-policy.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** `slipway org retention ORG`: the rules of repositories that have none of their own. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  const file = input.text('set');
  const policy = file === undefined ? undefined : await readPolicy(context, file);
  const namespace = input.argument(0);
  const params = { namespace };
  await withHubApi(context, input, async (api) => {
    if (policy) {
      const call = { params, body: policy };
      const value = await callContract(api, retentionRoutes.updateNamespace, call);
      const text = `Repositories of ${namespace} without rules of their own have these now (${value.enabled ? 'on' : 'off'}).`;
      return printDone(context, input, { value, text });
    }
    const value = await callContract(api, retentionRoutes.readNamespace, { params });
    const source = isEmpty(value) ? 'none' : 'namespace';
    const set = `slipway org retention ${namespace} --set FILE`;
    printPolicy(context, input, { value, source, set });
  });
}

/** As the hub answers where nothing has been set. */
function isEmpty({ enabled, rules, untagged_days: untagged }: RetentionPolicy): boolean {
  return !enabled && rules.length === 0 && untagged === null;
}
