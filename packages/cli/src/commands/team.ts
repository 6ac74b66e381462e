import { teamRoutes } from '@slipway/api';
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { callContract, listContract } from '../hub/contract-call.ts';
import { type HubApi, withHubApi } from '../hub/hub-api.ts';
import { confirmName, printDone, printTable } from '../hub/print-answer.ts';
import { repositoryPath } from '../hub/repository-argument.ts';
import type { CommandInput } from '../tree/command-input.ts';
import type { CommandModule } from '../tree/command-spec.ts';

type Permission = 'read' | 'write' | 'admin';

/** `slipway team list ORG`. */
export const list: CommandModule = {
  run: (context, input) =>
    withHubApi(context, input, async (api) => {
      const params = { org: input.argument(0) };
      printTable(context, input, {
        items: await listContract(api, teamRoutes.list, { params }),
        head: ['NAME', 'MEMBERS', 'DESCRIPTION'],
        row: (each) => [each.name, String(each.member_count), each.description],
      });
    }),
};

/** `slipway team create ORG TEAM`. */
export const create: CommandModule = {
  run: (context, input) =>
    withHubApi(context, input, async (api) => {
      const description = input.text('description');
      const body = {
        name: input.argument(1),
        ...(description === undefined ? {} : { description }),
      };
      const params = { org: input.argument(0) };
      const value = await callContract(api, teamRoutes.create, { params, body });
      printDone(context, input, { value, text: `Created the team ${value.name}.` });
    }),
};

/** `slipway team delete ORG TEAM`. */
export const remove: CommandModule = {
  run: (context, input) =>
    onTeam(context, input, async (api, params) => {
      const name = params.group_name;
      await confirmName(context, input, { name, consequence: `Its members lose what it gives.` });
      await callContract(api, teamRoutes.delete, { params });
      printDone(context, input, { value: { deleted: name }, text: `Deleted the team ${name}.` });
    }),
};

/** `slipway team members ORG TEAM`. */
export const members: CommandModule = {
  run: (context, input) =>
    onTeam(context, input, async (api, params) => {
      printTable(context, input, {
        items: await listContract(api, teamRoutes.members, { params }),
        head: ['NAME', 'FULL NAME'],
        row: (each) => [each.username, each.full_name],
      });
    }),
};

/** `slipway team add ORG TEAM USER`. */
export const add: CommandModule = {
  run: (context, input) =>
    onTeam(context, input, async (api, params) => {
      const body = { member: input.argument(2) };
      const value = await callContract(api, teamRoutes.addMember, { params, body });
      printDone(context, input, { value, text: `${body.member} is in ${params.group_name}.` });
    }),
};

/** `slipway team remove ORG TEAM USER`. */
export const removeMember: CommandModule = {
  run: (context, input) =>
    onTeam(context, input, async (api, team) => {
      const username = input.argument(2);
      await callContract(api, teamRoutes.removeMember, { params: { ...team, username } });
      const text = `${username} is not in ${team.group_name} any more.`;
      printDone(context, input, { text });
    }),
};

/** `slipway team repositories ORG TEAM`. */
export const repositories: CommandModule = {
  run: (context, input) =>
    onTeam(context, input, async (api, params) => {
      printTable(context, input, {
        items: await listContract(api, teamRoutes.repositories, { params }),
        head: ['REPOSITORY', 'PERMISSION'],
        row: (each) => [`${each.namespace}/${each.name}`, each.permission],
      });
    }),
};

/** `slipway team grant ORG TEAM REPOSITORY PERMISSION`. */
export const grant: CommandModule = {
  run: (context, input) =>
    onTeam(context, input, async (api, team) => {
      const { id, params } = await teamOn(api, team, input);
      const permission = input.argument(3) as Permission;
      const teams = await listContract(api, teamRoutes.ofRepository, { params });
      const value = teams.some((each) => each.group_id === id)
        ? await callContract(api, teamRoutes.updateOnRepository, {
            params: { ...params, group_id: String(id) },
            body: { permission },
          })
        : await callContract(api, teamRoutes.addToRepository, {
            params,
            body: { group_id: id, permission },
          });
      const text = `${team.group_name} may ${permission} ${params.namespace}/${params.repository}.`;
      printDone(context, input, { value, text });
    }),
};

/** `slipway team revoke ORG TEAM REPOSITORY`. */
export const revoke: CommandModule = {
  run: (context, input) =>
    onTeam(context, input, async (api, team) => {
      const { id, params } = await teamOn(api, team, input);
      await callContract(api, teamRoutes.removeFromRepository, {
        params: { ...params, group_id: String(id) },
      });
      const name = `${params.namespace}/${params.repository}`;
      const text = `${team.group_name} has no permission for ${name} any more.`;
      printDone(context, input, { text });
    }),
};

interface TeamPath extends Record<string, string> {
  readonly org: string;
  readonly group_name: string;
}

function onTeam(
  context: Context,
  input: CommandInput,
  work: (api: HubApi, team: TeamPath) => Promise<void>,
): Promise<void> {
  return withHubApi(context, input, (api) =>
    work(api, { org: input.argument(0), group_name: input.argument(1) }),
  );
}

/** The team's number, and the repository of the third argument: the organization's own. */
async function teamOn(api: HubApi, team: TeamPath, input: CommandInput) {
  const text = input.argument(2);
  const path = repositoryPath(text.includes('/') ? text : `${team.org}/${text}`, api);
  if (path.namespace !== team.org) {
    throw new CliError(`${text} is no repository of ${team.org}`, { exitCode: exitCodes.usage });
  }
  const { id } = await callContract(api, teamRoutes.read, { params: team });
  return { id, params: { ...path } };
}
