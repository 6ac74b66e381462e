import { collaboratorRoutes, starRoutes, teamRoutes } from '@slipway/api';
import { callContract, listContract } from '../hub/contract-call.ts';
import { printDone, printTable } from '../hub/print-answer.ts';
import type { CommandModule } from '../tree/command-spec.ts';
import { onRepository, pathOf } from './repo.ts';

/** `slipway repo access REPOSITORY`: collaborators, or an organization's teams. */
export const list: CommandModule = {
  run: (context, input) =>
    onRepository(context, input, async (api, params) => {
      const [people, teams] = [
        await listContract(api, collaboratorRoutes.list, { params }),
        await listContract(api, teamRoutes.ofRepository, { params }),
      ];
      printTable(context, input, {
        items: [
          ...people.map(({ user, permission }) => ({ kind: 'user', name: user, permission })),
          ...teams.map(({ group_name, permission }) => ({
            kind: 'team',
            name: group_name,
            permission,
          })),
        ],
        head: ['KIND', 'NAME', 'PERMISSION'],
        row: ({ kind, name, permission }) => [kind, name, permission],
      });
    }),
};

/** `slipway repo share REPOSITORY USER`. */
export const share: CommandModule = {
  run: (context, input) =>
    onRepository(context, input, async (api, params) => {
      const user = input.argument(1);
      const permission = (input.text('permission') ?? 'write') as 'read' | 'write' | 'admin';
      const people = await listContract(api, collaboratorRoutes.list, { params });
      const known = people.some((each) => each.user === user);
      const value = known
        ? await callContract(api, collaboratorRoutes.update, {
            params: { ...params, username: user },
            body: { permission },
          })
        : await callContract(api, collaboratorRoutes.add, { params, body: { user, permission } });
      const text = `${pathOf(params)} is shared with ${user} (${permission}).`;
      printDone(context, input, { value, text });
    }),
};

/** `slipway repo unshare REPOSITORY USER`. */
export const unshare: CommandModule = {
  run: (context, input) =>
    onRepository(context, input, async (api, params) => {
      const username = input.argument(1);
      await callContract(api, collaboratorRoutes.remove, { params: { ...params, username } });
      const text = `${pathOf(params)} is not shared with ${username} any more.`;
      printDone(context, input, { text });
    }),
};

/** `slipway repo star REPOSITORY`. */
export const star: CommandModule = {
  run: (context, input) =>
    onRepository(context, input, async (api, params) => {
      const value = await callContract(api, starRoutes.add, { params });
      printDone(context, input, { value, text: `Starred ${pathOf(params)}.` });
    }),
};

/** `slipway repo unstar REPOSITORY`. */
export const unstar: CommandModule = {
  run: (context, input) =>
    onRepository(context, input, async (api, params) => {
      const value = await callContract(api, starRoutes.remove, { params });
      printDone(context, input, { value, text: `${pathOf(params)} has your star no more.` });
    }),
};
