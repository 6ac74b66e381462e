import { accessTokenPageSchema } from '@slipway/api';
import type { Context } from '../context.ts';
import { findOne } from '../hub/find-one.ts';
import { withHubApi } from '../hub/hub-api.ts';
import { printDone } from '../hub/print-answer.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** `slipway token revoke TOKEN`. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  const wanted = input.argument(0);
  await withHubApi(context, input, async (api) => {
    const tokens = await api.list('/v2/access-tokens', accessTokenPageSchema);
    const only = findOne(tokens, {
      ...{ wanted, what: 'token', see: 'slipway token list' },
      id: (each) => each.uuid,
      name: (each) => each.token_label,
    });
    await api.tell({ method: 'DELETE', path: `/v2/access-tokens/${only.uuid}` });
    const text = `Revoked ${only.token_label} (${only.uuid}).`;
    printDone(context, input, { value: { revoked: only.uuid }, text });
  });
}
