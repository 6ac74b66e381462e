import { type RepositoryTransfer, repositoryRoutes } from '@slipway/api';
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { callContract, listContract } from '../hub/contract-call.ts';
import { findOne } from '../hub/find-one.ts';
import { type HubApi, withHubApi } from '../hub/hub-api.ts';
import { printDone, printTable, shortTime } from '../hub/print-answer.ts';
import { type RepositoryPath, repositoryPath } from '../hub/repository-argument.ts';
import type { CommandInput } from '../tree/command-input.ts';
import type { CommandModule } from '../tree/command-spec.ts';
import { onRepository, pathOf } from './repo.ts';

/** `slipway repo offers [REPOSITORY]`: those to oneself, or the one of a repository of one's own. */
export const list: CommandModule = {
  run: (context, input) =>
    withHubApi(context, input, async (api) => {
      const own = input.optionalArgument(0);
      const items =
        own === undefined
          ? await listContract(api, repositoryRoutes.listOffers)
          : await offersOf(api, repositoryPath(own, api));
      const empty =
        own === undefined
          ? 'Nothing is offered to you. Offer a repository with "slipway repo transfer REPOSITORY NAMESPACE".'
          : `No offer waits. Make one with "slipway repo transfer ${own} NAMESPACE".`;
      printTable(context, input, {
        ...{ items, empty },
        head: ['ID', 'REPOSITORY', 'WOULD BE', 'BY', 'SINCE (UTC)', 'UNTIL (UTC)'],
        row: (each) => [
          ...[String(each.id), each.repository, each.target, each.offered_by],
          ...[shortTime(each.offered_at), shortTime(each.expires_at)],
        ],
      });
    }),
};

/** `slipway repo accept OFFER`. */
export const accept: CommandModule = {
  run: (context, input) =>
    onOffer(context, input, async (api, offer) => {
      const params = { id: String(offer.id) };
      const value = await callContract(api, repositoryRoutes.acceptOffer, { params });
      const text = `${offer.repository} is ${value.namespace}/${value.name} now; the old name goes on working.`;
      printDone(context, input, { value, text });
    }),
};

/** `slipway repo decline OFFER`. */
export const decline: CommandModule = {
  run: (context, input) =>
    onOffer(context, input, async (api, offer) => {
      const params = { id: String(offer.id) };
      await callContract(api, repositoryRoutes.declineOffer, { params });
      const text = `Declined ${offer.repository}: it stays where it is.`;
      printDone(context, input, { value: { declined: offer.repository }, text });
    }),
};

/** `slipway repo withdraw REPOSITORY`. */
export const withdraw: CommandModule = {
  run: (context, input) =>
    onRepository(context, input, async (api, params) => {
      const name = pathOf(params);
      const [offer] = await offersOf(api, params);
      if (!offer) {
        throw new CliError(`no offer of ${name} waits to be accepted`, {
          exitCode: exitCodes.notFound,
          advice: `Whoever accepted it has it: see "slipway repo show ${name}"`,
        });
      }
      await callContract(api, repositoryRoutes.withdrawTransfer, { params });
      const text = `${offer.target} is offered no more: ${name} stays where it is.`;
      printDone(context, input, { value: { withdrawn: offer }, text });
    }),
};

async function offersOf(api: HubApi, path: RepositoryPath): Promise<RepositoryTransfer[]> {
  const params = { ...path };
  const { transfer } = await callContract(api, repositoryRoutes.readTransfer, { params });
  return transfer ? [transfer] : [];
}

/** Runs `work` with the offer that the first argument names, by its id or its repository. */
function onOffer(
  context: Context,
  input: CommandInput,
  work: (api: HubApi, offer: RepositoryTransfer) => Promise<void>,
): Promise<void> {
  return withHubApi(context, input, async (api) => {
    const offer = findOne(await listContract(api, repositoryRoutes.listOffers), {
      ...{ wanted: input.argument(0), what: 'offer', see: 'slipway repo offers' },
      id: ({ id }) => String(id),
      name: ({ repository }) => repository,
    });
    await work(api, offer);
  });
}
