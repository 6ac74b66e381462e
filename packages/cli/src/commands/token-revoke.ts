import { accessTokenPageSchema } from '@slipway/api';
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { withHubApi } from '../hub/hub-api.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** `slipway token revoke TOKEN`. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  const wanted = input.argument(0);
  await withHubApi(context, input, async (api) => {
    const tokens = await api.list('/v2/access-tokens', accessTokenPageSchema);
    const byId = tokens.filter((each) => each.uuid === wanted);
    const found = byId.length > 0 ? byId : tokens.filter((each) => each.token_label === wanted);
    const [only] = found;
    if (!only) {
      throw new CliError(`no token "${wanted}" on ${api.host}`, {
        exitCode: exitCodes.notFound,
        advice: 'See "slipway token list"',
      });
    }
    if (found.length > 1) {
      throw new CliError(`${found.length} tokens are labelled "${wanted}"`, {
        exitCode: exitCodes.usage,
        advice: `Name one by its id: ${found.map((each) => each.uuid).join(', ')}`,
      });
    }
    await api.tell({ method: 'DELETE', path: `/v2/access-tokens/${only.uuid}` });
    context.stdout.write(`Revoked ${only.token_label} (${only.uuid}).\n`);
  });
}
