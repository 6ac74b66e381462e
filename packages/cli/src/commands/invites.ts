import { type Invite, inviteRoutes, type OwnInvite } from '@slipway/api';
import type { Context } from '../context.ts';
import { callContract, listContract } from '../hub/contract-call.ts';
import { findOne } from '../hub/find-one.ts';
import { type HubApi, withHubApi } from '../hub/hub-api.ts';
import { printDone, printTable, shortTime } from '../hub/print-answer.ts';
import type { CommandInput } from '../tree/command-input.ts';
import type { CommandModule } from '../tree/command-spec.ts';

/** `slipway org invites ORG`. */
export const ofOrganization: CommandModule = {
  run: (context, input) =>
    withHubApi(context, input, async (api) => {
      const org = input.argument(0);
      const { data } = await callContract(api, inviteRoutes.list, { params: { org } });
      printTable(context, input, {
        items: data,
        empty: `Nobody's answer is awaited. Invite people with "slipway org invite ${org} WHO".`,
        head: ['ID', 'WHO', 'ROLE', 'TEAM', 'BY', 'UNTIL (UTC)'],
        row: (each) => [
          ...[each.id, each.invitee, each.role, each.team, each.inviter_username],
          shortTime(each.expires_at),
        ],
      });
    }),
};

/** `slipway org invite-cancel ORG INVITE`. */
export const cancel: CommandModule = {
  run: (context, input) =>
    onInvite(context, input, async (api, { id, invitee, org }) => {
      await callContract(api, inviteRoutes.cancel, { params: { id } });
      const text = `${invitee} is not invited to ${org} any more.`;
      printDone(context, input, { value: { cancelled: id }, text });
    }),
};

/** `slipway org invite-resend ORG INVITE`. */
export const resend: CommandModule = {
  run: (context, input) =>
    onInvite(context, input, async (api, { id, invitee }) => {
      await callContract(api, inviteRoutes.resend, { params: { id } });
      const text = `The invitation of ${invitee} was sent again and holds anew.`;
      printDone(context, input, { value: { resent: id }, text });
    }),
};

/** `slipway user invites`. */
export const own: CommandModule = {
  run: (context, input) =>
    withHubApi(context, input, async (api) => {
      printTable(context, input, {
        items: await listContract(api, inviteRoutes.own),
        empty: 'You are invited nowhere. Owners invite with "slipway org invite ORG YOUR-NAME".',
        head: ['ID', 'ORGANIZATION', 'ROLE', 'TEAM', 'BY', 'UNTIL (UTC)'],
        row: (each) => [
          ...[each.id, each.org, each.role, each.team, each.inviter_username],
          shortTime(each.expires_at),
        ],
      });
    }),
};

/** `slipway user invite-accept INVITE`. */
export const accept: CommandModule = {
  run: (context, input) =>
    onOwnInvite(context, input, async (api, { id, org, role }) => {
      await callContract(api, inviteRoutes.accept, { params: { id } });
      const text = `You are ${role} of ${org} now.`;
      printDone(context, input, { value: { accepted: id, org, role }, text });
    }),
};

/** `slipway user invite-decline INVITE`. */
export const decline: CommandModule = {
  run: (context, input) =>
    onOwnInvite(context, input, async (api, { id, org }) => {
      await callContract(api, inviteRoutes.decline, { params: { id } });
      const text = `Declined the invitation to ${org}.`;
      printDone(context, input, { value: { declined: id, org }, text });
    }),
};

/** Runs `work` with the invitation that the second argument names: by its id, or whom it invites. */
function onInvite(
  context: Context,
  input: CommandInput,
  work: (api: HubApi, invite: Invite) => Promise<void>,
): Promise<void> {
  return withHubApi(context, input, async (api) => {
    const org = input.argument(0);
    const { data } = await callContract(api, inviteRoutes.list, { params: { org } });
    const invite = findOne(data, {
      ...{ wanted: input.argument(1), what: 'invitation', see: `slipway org invites ${org}` },
      id: ({ id }) => id,
      name: ({ invitee }) => invitee,
    });
    await work(api, invite);
  });
}

/** The same with one to oneself: by its id, or where to. */
function onOwnInvite(
  context: Context,
  input: CommandInput,
  work: (api: HubApi, invite: OwnInvite) => Promise<void>,
): Promise<void> {
  return withHubApi(context, input, async (api) => {
    const invite = findOne(await listContract(api, inviteRoutes.own), {
      ...{ wanted: input.argument(0), what: 'invitation', see: 'slipway user invites' },
      id: ({ id }) => id,
      name: ({ org }) => org,
    });
    await work(api, invite);
  });
}
