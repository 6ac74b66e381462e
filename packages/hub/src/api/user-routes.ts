import {
  changePasswordSchema,
  createUserSchema,
  type User,
  updateSelfSchema,
  updateUserSchema,
  userRoutes,
} from '@slipway/api';
import type { Selectable } from 'kysely';
import { createAccount, setPassword, updateAccount } from '../accounts/account-commands.ts';
import { accountNameProblem } from '../accounts/account-name.ts';
import { passwordProblem } from '../accounts/password-rules.ts';
import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import type { AccountRow } from '../tables.ts';
import { reach } from '../tokens/scopes.ts';
import type { HubReply, HubRequest } from './hub-request.ts';
import { implement } from './hub-router.ts';
import { offsetOf, pageAnswer, pageQuery } from './paging.ts';
import { ProblemError } from './problem-error.ts';

type AccountShown = Pick<
  Selectable<AccountRow>,
  'id' | 'name' | 'created_at' | 'closed_at' | 'is_administrator' | 'default_visibility'
>;

const columns = [
  ...(['id', 'name', 'created_at', 'closed_at'] as const),
  ...(['is_administrator', 'default_visibility'] as const),
];

/** One's own account, and everybody's for administrators. */
export function userArea(services: HubServices): HubArea {
  const work =
    (handler: (services: HubServices, request: HubRequest) => Promise<HubReply>) =>
    (request: HubRequest) =>
      handler(services, request);
  return {
    routes: [
      implement(userRoutes.self, work(self)),
      implement(userRoutes.updateSelf, work(updateSelf)),
      implement(userRoutes.changePassword, work(changePassword)),
      implement(userRoutes.list, work(list)),
      implement(userRoutes.create, work(create)),
      implement(userRoutes.update, work(update)),
      implement(userRoutes.close, work(close)),
      implement(userRoutes.rotateKeys, async (request) => {
        const compromised = request.query.get('compromised') === 'true';
        await services.keys.rotate(compromised ? 'compromised' : 'rotate');
        return { status: 204 };
      }),
    ],
  };
}

async function self(services: HubServices, request: HubRequest): Promise<HubReply> {
  const row = await accounts(services)
    .where('id', '=', request.accountId())
    .executeTakeFirstOrThrow();
  return { status: 200, body: shown(row) };
}

async function updateSelf(services: HubServices, request: HubRequest): Promise<HubReply> {
  const asked = await request.json(updateSelfSchema);
  await services.database.run(updateAccount, {
    accountId: request.accountId(),
    ...(asked.default_visibility === undefined
      ? {}
      : { defaultVisibility: asked.default_visibility }),
    now: services.clock(),
  });
  return self(services, request);
}

async function changePassword(services: HubServices, request: HubRequest): Promise<HubReply> {
  const asked = await request.json(changePasswordSchema);
  // Counted as a sign-in, so that a stolen API token cannot be used to guess the password.
  const shownAgain = await services.signIn.signIn({
    name: request.subject.name,
    secret: asked.current_password,
    address: request.context.address,
  });
  if (shownAgain.reach < reach.account) {
    throw new ProblemError(403, 'current_password must be the password, not an access token');
  }
  await replacePassword(services, request.accountId(), asked.new_password);
  return { status: 204 };
}

async function list(services: HubServices, request: HubRequest): Promise<HubReply> {
  const query = pageQuery(request);
  const [results, { count }] = await Promise.all([
    accounts(services).orderBy('name').limit(query.page_size).offset(offsetOf(query)).execute(),
    services.database.query
      .selectFrom('hub_accounts')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('kind', '=', 'personal')
      .executeTakeFirstOrThrow(),
  ]);
  const found = { count: Number(count), results: results.map(shown) };
  return { status: 200, body: pageAnswer(request, query, found) };
}

async function create(services: HubServices, request: HubRequest): Promise<HubReply> {
  const asked = await request.json(createUserSchema);
  const nameProblem = accountNameProblem(asked.username);
  if (nameProblem)
    throw new ProblemError(400, nameProblem, { fields: { username: [nameProblem] } });
  const made = await services.database.run(createAccount, {
    name: asked.username,
    passwordHash: await hashed(services, asked.password, 'password'),
    administrator: asked.is_admin,
    defaultVisibility: asked.default_visibility ?? null,
    now: services.clock(),
  });
  if (made.kind === 'taken') {
    throw new ProblemError(409, `the account name ${asked.username} is taken`);
  }
  const row = await accounts(services).where('id', '=', made.id).executeTakeFirstOrThrow();
  return { status: 201, body: shown(row) };
}

async function update(services: HubServices, request: HubRequest): Promise<HubReply> {
  const asked = await request.json(updateUserSchema);
  const { id } = await named(services, request);
  const passwordHash =
    asked.password === undefined ? undefined : await hashed(services, asked.password, 'password');
  await applyUpdate(services, id, {
    ...(asked.is_admin === undefined ? {} : { administrator: asked.is_admin }),
    ...(asked.is_active === undefined ? {} : { closed: !asked.is_active }),
    ...(asked.default_visibility === undefined
      ? {}
      : { defaultVisibility: asked.default_visibility }),
  });
  if (passwordHash !== undefined) {
    await services.database.run(setPassword, { accountId: id, passwordHash });
    services.live.accounts.forget(id);
  }
  return { status: 200, body: shown(await named(services, request)) };
}

async function close(services: HubServices, request: HubRequest): Promise<HubReply> {
  const { id } = await named(services, request);
  await applyUpdate(services, id, { closed: true });
  return { status: 204 };
}

async function applyUpdate(
  services: HubServices,
  accountId: number,
  change: Omit<Parameters<typeof updateAccount.execute>[1], 'accountId' | 'now'>,
): Promise<void> {
  const now = services.clock();
  const outcome = await services.database.run(updateAccount, { ...change, accountId, now });
  if (outcome === 'unknown') throw new ProblemError(404, 'there is no such account');
  if (outcome === 'last-administrator') {
    throw new ProblemError(409, 'this is the last administrator: make another one first');
  }
  services.live.accounts.forget(accountId);
}

async function replacePassword(
  services: HubServices,
  accountId: number,
  password: string,
): Promise<void> {
  const passwordHash = await hashed(services, password, 'new_password');
  await services.database.run(setPassword, { accountId, passwordHash });
  services.live.accounts.forget(accountId);
}

function hashed(services: HubServices, password: string, field: string): Promise<string> {
  const problem = passwordProblem(password);
  if (problem) throw new ProblemError(400, problem, { fields: { [field]: [problem] } });
  return services.hasher.hash(password);
}

async function named(services: HubServices, request: HubRequest): Promise<AccountShown> {
  const name = request.param('username');
  const row = await accounts(services).where('name', '=', name).executeTakeFirst();
  if (!row) throw new ProblemError(404, 'there is no such account');
  return row;
}

function accounts(services: HubServices) {
  return services.database.query
    .selectFrom('hub_accounts')
    .select(columns)
    .where('kind', '=', 'personal');
}

function shown(row: AccountShown): User {
  return {
    id: String(row.id),
    username: row.name,
    type: 'User',
    date_joined: new Date(row.created_at).toISOString(),
    is_admin: row.is_administrator === 1,
    is_active: row.closed_at === null,
    default_visibility: row.default_visibility,
  };
}
