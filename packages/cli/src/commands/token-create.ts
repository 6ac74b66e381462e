import { hostname } from 'node:os';
import { accessTokenSchema } from '@slipway/api';
import type { Context } from '../context.ts';
import { withHubApi } from '../hub/hub-api.ts';
import { parseExpiry } from '../hub/parse-expiry.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** `slipway token create [LABEL]`. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  const expires = input.text('expires');
  const repositories = input.list('repository');
  const body = {
    token_label: input.optionalArgument(0) ?? `slipway on ${hostname()}`.slice(0, 100),
    scopes: [input.text('scope') ?? 'repo:write'],
    ...(repositories.length === 0 ? {} : { repositories }),
    ...(input.flag('publicRead') ? { public_read: true } : {}),
    ...(expires === undefined ? {} : { expires_at: parseExpiry(expires, new Date()) }),
  };
  const { made, host, username } = await withHubApi(context, input, async (api) => ({
    made: await api.ask({ method: 'POST', path: '/v2/access-tokens', body }, accessTokenSchema),
    host: api.host,
    username: api.username,
  }));
  if (input.flag('json')) {
    context.stdout.write(`${JSON.stringify(made, undefined, 2)}\n`);
    return;
  }
  context.stdout.write(`${made.token}\n`);
  if (input.flag('quiet')) return;
  context.stderr.write(
    `This is the only time it is shown. Use it as a password:\n  docker login ${host} -u ${username}\n`,
  );
}
