import { type AccountDeletion, accountRoutes, deleteAccountSchema } from '@slipway/api';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement } from '../api/hub-router.ts';
import { ProblemError } from '../api/problem-error.ts';
import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import { requireRecent } from '../sessions/recent-confirmation.ts';
import { showPassword } from '../sessions/session-routes.ts';
import { deleteAccount, deletionBlock, lastOwnerOf } from './delete-account.ts';

const mostListed = 200;

/** The end of an account. */
export function deletionArea(services: HubServices): HubArea {
  return {
    routes: [
      implement(accountRoutes.previewDeletion, (request) => preview(services, request)),
      implement(accountRoutes.delete, (request) => remove(services, request)),
    ],
  };
}

async function preview(services: HubServices, request: HubRequest): Promise<HubReply> {
  const { query } = services.database;
  const { subject } = request;
  const id = request.accountId();
  const own = query.selectFrom('hub_repositories as repository').where('namespace_id', '=', id);
  const [repositories, repositoryCount, memberships, tokens, lastOwner, block] = await Promise.all([
    own
      .leftJoin('hub_pull_counts as counted', 'counted.repository_id', 'repository.id')
      .select(['repository.path', 'repository.visibility', 'counted.pulls'])
      .orderBy('repository.path')
      .limit(mostListed)
      .execute(),
    own.select((select) => select.fn.countAll<number>().as('count')).executeTakeFirstOrThrow(),
    query
      .selectFrom('hub_organization_members as member')
      .innerJoin('hub_accounts as organization', 'organization.id', 'member.organization_id')
      .select(['organization.name', 'member.role'])
      .where('member.account_id', '=', id)
      .where('organization.closed_at', 'is', null)
      .orderBy('organization.name')
      .execute(),
    query
      .selectFrom('hub_access_tokens')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('account_id', '=', id)
      .executeTakeFirstOrThrow(),
    lastOwnerOf(query as never, id),
    deletionBlock(query as never, subject),
  ]);
  const makes = memberships.filter(({ role }) => role !== 'member').map(({ name }) => name);
  const reserved = services.clock() + services.settings.quarantineSeconds * 1000;
  const body: AccountDeletion = {
    blocked_by: block ?? null,
    repositories: repositories.map((row) => ({
      name: row.path,
      is_private: row.visibility === 'private',
      pull_count: row.pulls ?? 0,
    })),
    repository_count: Number(repositoryCount.count),
    may_transfer_to: makes,
    organizations: memberships.map(({ name }) => name),
    last_owner_of: lastOwner,
    access_token_count: Number(tokens.count),
    name_reserved_until: new Date(reserved).toISOString(),
  };
  return { status: 200, body };
}

async function remove(services: HubServices, request: HubRequest): Promise<HubReply> {
  const asked = await request.json(deleteAccountSchema);
  const { subject } = request;
  if (asked.username !== subject.name) {
    const problem = `type the account's name, ${subject.name}, to delete it`;
    throw new ProblemError(400, problem, { fields: { username: [problem] } });
  }
  await confirmed(services, request, asked.password);
  const outcome = await run(services, request, asked.transfer_to);
  if (outcome.kind === 'stale') throw new ProblemError(401, 'sign in again first');
  if (outcome.kind === 'blocked') throw new ProblemError(409, outcome.message);
  if (outcome.kind === 'no-target') {
    throw new ProblemError(400, outcome.message, { fields: { transfer_to: [outcome.message] } });
  }
  services.live.accounts.forget(request.accountId());
  if (request.session) services.live.sessions.forget(request.session.id);
  for (const name of outcome.names) services.live.places.forget(name);
  const headers = { 'set-cookie': services.sessions.removal(request.context.origin) };
  return { status: 204, headers };
}

/** A password that was just shown, or is shown now: an open browser or a token alone do not suffice. */
async function confirmed(
  services: HubServices,
  request: HubRequest,
  password: string | undefined,
): Promise<void> {
  if (password !== undefined) return showPassword(services, request, password);
  if (request.session === undefined) {
    const problem = 'is needed';
    throw new ProblemError(400, `password ${problem}`, { fields: { password: [problem] } });
  }
  requireRecent(request, services.clock());
}

async function run(services: HubServices, request: HubRequest, transferTo: string | undefined) {
  const { quarantineSeconds, quotas } = services.settings;
  try {
    return await services.database.run(deleteAccount, {
      ...{ subject: request.subject, transferTo, actor: request.actor(), now: services.clock() },
      ...{ reservedSeconds: quarantineSeconds, quotas },
    });
  } catch (error) {
    // From the process that writes it comes with its name alone.
    if ((error as Error).name !== 'TransferRefusedError') throw error;
    return { kind: 'no-target', message: (error as Error).message } as const;
  }
}
