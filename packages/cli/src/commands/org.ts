import { inviteRoutes, organizationRoutes } from '@slipway/api';
import type { Context } from '../context.ts';
import { callContract, listContract } from '../hub/contract-call.ts';
import { type HubApi, withHubApi } from '../hub/hub-api.ts';
import { confirmName, printDone, printFields, printTable } from '../hub/print-answer.ts';
import type { CommandInput } from '../tree/command-input.ts';
import type { CommandModule } from '../tree/command-spec.ts';

type Role = 'member' | 'editor' | 'owner';

/** `slipway org list`. */
export const list: CommandModule = {
  run: (context, input) =>
    withHubApi(context, input, async (api) => {
      printTable(context, input, {
        items: await listContract(api, organizationRoutes.own),
        head: ['NAME', 'FULL NAME', 'YOUR ROLE', 'MEMBERS', 'TEAMS'],
        row: (each) => [
          each.orgname,
          each.full_name,
          each.role ?? '',
          String(each.member_count ?? ''),
          String(each.team_count ?? ''),
        ],
      });
    }),
};

/** `slipway org create NAME`. */
export const create: CommandModule = {
  run: (context, input) =>
    withHubApi(context, input, async (api) => {
      const orgname = input.argument(0);
      const body = { orgname, ...settingsOf(input) };
      const value = await callContract(api, organizationRoutes.create, { body });
      printDone(context, input, { value, text: `Created the organization ${orgname}.` });
    }),
};

/** `slipway org show NAME`. */
export const show: CommandModule = {
  run: (context, input) =>
    onOrganization(context, input, async (api, org) => {
      const value = await callContract(api, organizationRoutes.read, { params: { org } });
      const fields = [
        ['Name', value.orgname],
        ['Full name', value.full_name],
        ['Description', value.description],
        ['Since', value.date_joined.slice(0, 10)],
        ['Your role', value.role ?? 'none'],
        ['Members', String(value.member_count ?? '')],
        ['Teams', String(value.team_count ?? '')],
      ] as const;
      printFields(context, input, { value, fields });
    }),
};

/** `slipway org edit NAME`. */
export const edit: CommandModule = {
  run: (context, input) =>
    onOrganization(context, input, async (api, org) => {
      const body = settingsOf(input);
      const value = await callContract(api, organizationRoutes.update, { params: { org }, body });
      printDone(context, input, { value, text: `Changed ${org}.` });
    }),
};

/** `slipway org delete NAME`. */
export const remove: CommandModule = {
  run: (context, input) =>
    onOrganization(context, input, async (api, org) => {
      const params = { org };
      const what = await callContract(api, organizationRoutes.deletion, { params });
      const consequence = `${org} goes with ${what.member_count} members and ${what.team_count} teams.`;
      await confirmName(context, input, { name: org, consequence });
      await callContract(api, organizationRoutes.delete, { params });
      printDone(context, input, { value: { deleted: org }, text: `Deleted ${org}.` });
    }),
};

/** `slipway org members NAME`. */
export const members: CommandModule = {
  run: (context, input) =>
    onOrganization(context, input, async (api, org) => {
      printTable(context, input, {
        items: await listContract(api, organizationRoutes.members, { params: { org } }),
        head: ['NAME', 'ROLE', 'TEAMS', 'SINCE'],
        row: (each) => [
          each.username,
          each.role.toLowerCase(),
          each.groups.join(','),
          each.date_joined.slice(0, 10),
        ],
      });
    }),
};

/** `slipway org invite NAME WHO...`. */
export const invite: CommandModule = {
  run: (context, input) =>
    withHubApi(context, input, async (api) => {
      const team = input.text('team');
      const body = {
        org: input.argument(0),
        role: input.text('role') ?? 'member',
        invitees: [...input.argumentList(1)],
        ...(team === undefined ? {} : { team }),
      };
      const { invitees } = await callContract(api, inviteRoutes.bulk, { body });
      printTable(context, input, {
        items: invitees,
        head: ['WHO', 'WHAT', 'LINK'],
        row: (each) => [each.invitee, each.status.replaceAll('_', ' '), each.link ?? ''],
      });
    }),
};

/** `slipway org role NAME USER ROLE`: also makes somebody a member, for administrators. */
export const role: CommandModule = {
  run: (context, input) =>
    onOrganization(context, input, async (api, org) => {
      const username = input.argument(1);
      const body = { role: input.argument(2) as Role };
      const params = { org, username };
      const value = await callContract(api, organizationRoutes.updateMember, { params, body });
      printDone(context, input, { value, text: `${username} is ${body.role} of ${org}.` });
    }),
};

/** `slipway org add NAME USER`. */
export const add: CommandModule = {
  run: (context, input) =>
    onOrganization(context, input, async (api, org) => {
      const body = { member: input.argument(1), role: (input.text('role') ?? 'member') as Role };
      const params = { org };
      const value = await callContract(api, organizationRoutes.addMember, { params, body });
      printDone(context, input, { value, text: `${body.member} is ${body.role} of ${org}.` });
    }),
};

/** `slipway org remove NAME USER`. */
export const removeMember: CommandModule = {
  run: (context, input) =>
    onOrganization(context, input, async (api, org) => {
      const username = input.argument(1);
      await callContract(api, organizationRoutes.removeMember, { params: { org, username } });
      printDone(context, input, { text: `${username} does not belong to ${org} any more.` });
    }),
};

function onOrganization(
  context: Context,
  input: CommandInput,
  work: (api: HubApi, org: string) => Promise<void>,
): Promise<void> {
  return withHubApi(context, input, (api) => work(api, input.argument(0)));
}

function settingsOf(input: CommandInput) {
  const fullName = input.text('fullName');
  const description = input.text('description');
  return {
    ...(fullName === undefined ? {} : { full_name: fullName }),
    ...(description === undefined ? {} : { description }),
  };
}
