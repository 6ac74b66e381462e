import { organizationTokenRoutes } from '@slipway/api';
import { usageError } from '../cli-error.ts';
import { callContract, listContract } from '../hub/contract-call.ts';
import { findOne } from '../hub/find-one.ts';
import { withHubApi } from '../hub/hub-api.ts';
import { parseExpiry } from '../hub/parse-expiry.ts';
import { printDone, printTable, shortTime } from '../hub/print-answer.ts';
import type { CommandInput } from '../tree/command-input.ts';
import type { CommandModule } from '../tree/command-spec.ts';

/** `slipway org tokens ORG`. */
export const list: CommandModule = {
  run: (context, input) =>
    withHubApi(context, input, async (api) => {
      const org = input.argument(0);
      printTable(context, input, {
        items: await listContract(api, organizationTokenRoutes.list, { params: { org } }),
        empty: `${org} has no tokens. Make one with "slipway org token-create ${org} LABEL".`,
        head: ['ID', 'LABEL', 'BY', 'STATE', 'EXPIRES', 'LAST USED (UTC)'],
        row: (each) => [
          ...[each.id, each.label, each.created_by, each.is_active ? 'active' : 'ended'],
          each.expires_at?.slice(0, 10) ?? 'never',
          shortTime(each.last_used_at) || 'never',
        ],
      });
    }),
};

/** `slipway org token-create ORG LABEL`. */
export const create: CommandModule = {
  run: async (context, input) => {
    const org = input.argument(0);
    const [expires, description] = [input.text('expires'), input.text('description')];
    const body = {
      label: input.argument(1),
      resources: resourcesOf(org, input),
      ...(description === undefined ? {} : { description }),
      ...(expires === undefined ? {} : { expires_at: parseExpiry(expires, new Date()) }),
    };
    await withHubApi(context, input, async (api) => {
      const params = { org };
      const value = await callContract(api, organizationTokenRoutes.create, { params, body });
      printDone(context, input, { value, text: value.token });
      if (input.flag('json') || input.flag('quiet')) return;
      context.stderr.write(
        `This is the only time it is shown. Use it as a password:\n  docker login ${api.host} -u ${org}\n`,
      );
    });
  },
};

/** `slipway org token-revoke ORG TOKEN`. */
export const revoke: CommandModule = {
  run: (context, input) =>
    withHubApi(context, input, async (api) => {
      const org = input.argument(0);
      const tokens = await listContract(api, organizationTokenRoutes.list, { params: { org } });
      const { id, label } = findOne(tokens, {
        ...{ wanted: input.argument(1), what: 'token', see: `slipway org tokens ${org}` },
        id: (each) => each.id,
        name: (each) => each.label,
      });
      await callContract(api, organizationTokenRoutes.delete, {
        params: { org, access_token_id: id },
      });
      printDone(context, input, { value: { revoked: id }, text: `Revoked ${label} (${id}).` });
    }),
};

/** What a token reaches: the chosen repositories, else all of the organization's. */
function resourcesOf(org: string, input: CommandInput) {
  const chosen = input.list('repository').map((each) => repositoryOf(org, each));
  const scopes = input.flag('push') ? ['repo-pull', 'repo-push'] : ['repo-pull'];
  const resource = (path: string, may: string[]) => ({
    ...{ type: 'TYPE_REPO' as const, path, scopes: may },
  });
  return [
    ...(chosen.length === 0 ? [`${org}/*`] : chosen).map((path) => resource(path, scopes)),
    ...(input.flag('publicRead') ? [resource('*/*/public', ['repo-pull'])] : []),
  ];
}

function repositoryOf(org: string, text: string): string {
  const path = text.includes('/') ? text : `${org}/${text}`;
  if (path.startsWith(`${org}/`)) return path;
  throw usageError(`${text} is no repository of ${org}`);
}
