import { userRoutes } from '@slipway/api';
import { usageError } from '../cli-error.ts';
import { callContract } from '../hub/contract-call.ts';
import { withHubApi } from '../hub/hub-api.ts';
import { printDone } from '../hub/print-answer.ts';
import type { CommandModule } from '../tree/command-spec.ts';

/** `slipway user edit NAME`. */
export const edit: CommandModule = {
  run: (context, input) =>
    withHubApi(context, input, async (api) => {
      const username = input.argument(0);
      const email = input.text('email');
      if (input.flag('admin') && input.flag('notAdmin')) {
        throw usageError('--admin and --not-admin exclude each other');
      }
      const body = {
        ...(input.flag('admin') ? { is_admin: true } : {}),
        ...(input.flag('notAdmin') ? { is_admin: false } : {}),
        ...(input.flag('open') ? { is_active: true } : {}),
        ...(email === undefined ? {} : { email }),
      };
      if (Object.keys(body).length === 0) throw usageError('nothing is said that should change');
      const value = await callContract(api, userRoutes.update, { params: { username }, body });
      printDone(context, input, { value, text: `Changed ${username}.` });
    }),
};

/** `slipway user close NAME`. */
export const close: CommandModule = {
  run: (context, input) =>
    withHubApi(context, input, async (api) => {
      const username = input.argument(0);
      await callContract(api, userRoutes.close, { params: { username } });
      const text = `${username} is closed: nobody signs in to it; its repositories are hidden.`;
      printDone(context, input, { value: { closed: username }, text });
    }),
};
