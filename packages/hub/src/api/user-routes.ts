import {
  changePasswordSchema,
  createUserSchema,
  type UserEntry,
  updateSelfSchema,
  updateUserSchema,
  userListQuerySchema,
  userRoutes,
} from '@slipway/api';
import { sql } from 'kysely';
import { createAccount, setPassword, updateAccount } from '../accounts/account-commands.ts';
import { accountNameProblem } from '../accounts/account-name.ts';
import { emailAddress } from '../accounts/email-address.ts';
import { hashedPassword } from '../accounts/hashed-password.ts';
import { updateProfile } from '../accounts/profile-commands.ts';
import { websiteAddress } from '../accounts/profile-routes.ts';
import { securityNotice } from '../accounts/security-notice.ts';
import { type AccountShown, accountsWithProfiles, shownAccount } from '../accounts/show-account.ts';
import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import { requireRecent } from '../sessions/recent-confirmation.ts';
import { showPassword } from '../sessions/session-routes.ts';
import type { HubReply, HubRequest } from './hub-request.ts';
import { implement } from './hub-router.ts';
import { offsetOf, pageAnswer } from './paging.ts';
import { ProblemError } from './problem-error.ts';

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
        await services.keys.rotate(compromised ? 'compromised' : 'rotate', request.actor());
        return { status: 204 };
      }),
    ],
  };
}

async function self(services: HubServices, request: HubRequest): Promise<HubReply> {
  const row = await accountsWithProfiles(services)
    .where('account.id', '=', request.accountId())
    .executeTakeFirstOrThrow();
  return { status: 200, body: shownAccount(row) };
}

async function updateSelf(services: HubServices, request: HubRequest): Promise<HubReply> {
  const asked = await request.json(updateSelfSchema);
  const { default_visibility, profile_url, ...texts } = asked;
  await services.database.run(updateProfile, {
    subject: request.subject,
    actor: request.actor(),
    profile: {
      ...texts,
      ...(profile_url === undefined ? {} : { website: websiteAddress(profile_url) }),
    },
    defaultVisibility: default_visibility,
    now: services.clock(),
  });
  return self(services, request);
}

async function changePassword(services: HubServices, request: HubRequest): Promise<HubReply> {
  const asked = await request.json(changePasswordSchema);
  const accountId = request.accountId();
  const account = await services.database.query
    .selectFrom('hub_accounts')
    .select(['password_hash', 'email', 'name'])
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow();
  // Counted as a sign-in, so that a stolen API token or session cannot be used to guess the password.
  if (account.password_hash === null) requireRecent(request, services.clock());
  else await showPassword(services, request, asked.current_password ?? '');
  const passwordHash = await hashedPassword(services, {
    ...{ password: asked.new_password, member: 'new_password', owner: account },
  });
  await services.database.run(setPassword, {
    ...{ accountId, passwordHash, how: 'change', actor: request.actor() },
    keepSession: request.session?.id,
    notice: securityNotice(services, request, { ...account, what: 'Your password was changed.' }),
    now: services.clock(),
  });
  forget(services, accountId, request.session?.id);
  return { status: 204 };
}

async function list(services: HubServices, request: HubRequest): Promise<HubReply> {
  const query = request.queryOf(userListQuerySchema);
  const found = matching(services, query);
  const [rows, { count }] = await Promise.all([
    found
      .leftJoin('hub_totp as totp', 'totp.account_id', 'account.id')
      .select((select) => [
        'totp.confirmed_at as two_factor_at',
        select
          .selectFrom('hub_sessions as session')
          .whereRef('session.account_id', '=', 'account.id')
          .select((inner) => inner.fn.max('session.last_seen_at').as('at'))
          .as('last_seen_at'),
        select
          .selectFrom('hub_repositories as repository')
          .whereRef('repository.namespace_id', '=', 'account.id')
          .select((inner) => inner.fn.countAll<number>().as('count'))
          .as('repository_count'),
      ])
      .orderBy('account.name')
      .limit(query.page_size)
      .offset(offsetOf(query))
      .execute(),
    found
      .clearSelect()
      .select((select) => select.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow(),
  ]);
  const results = rows.map(
    (row): UserEntry => ({
      ...shownAccount(row),
      two_factor: row.two_factor_at !== null,
      last_seen_at: row.last_seen_at === null ? null : new Date(row.last_seen_at).toISOString(),
      repository_count: Number(row.repository_count ?? 0),
    }),
  );
  return { status: 200, body: pageAnswer(request, query, { count: Number(count), results }) };
}

function matching(
  services: HubServices,
  {
    search,
    filter,
  }: { readonly search?: string | undefined; readonly filter?: string | undefined },
) {
  let found = accountsWithProfiles(services);
  if (search !== undefined && search.trim() !== '') {
    const pattern = `%${search
      .trim()
      .toLowerCase()
      .replaceAll(/[\\%_]/g, '\\$&')}%`;
    const part = (column: 'account.name' | 'account.email' | 'profile.full_name') =>
      sql<boolean>`lower(${sql.ref(column)}) like ${pattern} escape '\\'`;
    found = found.where((where) =>
      where.or([part('account.name'), part('account.email'), part('profile.full_name')]),
    );
  }
  if (filter === 'open') return found.where('account.closed_at', 'is', null);
  if (filter === 'closed') return found.where('account.closed_at', 'is not', null);
  if (filter === 'administrators') return found.where('account.is_administrator', '=', 1);
  if (filter === 'unverified') return found.where('account.unverified', '=', 1);
  return found;
}

async function create(services: HubServices, request: HubRequest): Promise<HubReply> {
  const asked = await request.json(createUserSchema);
  const nameProblem = accountNameProblem(asked.username);
  if (nameProblem)
    throw new ProblemError(400, nameProblem, { fields: { username: [nameProblem] } });
  const email = asked.email === undefined ? null : emailAddress(asked.email);
  const owner = { name: asked.username, email };
  const made = await services.database.run(createAccount, {
    name: asked.username,
    passwordHash:
      asked.password === undefined
        ? null
        : await hashedPassword(services, { password: asked.password, member: 'password', owner }),
    administrator: asked.is_admin,
    defaultVisibility: asked.default_visibility ?? null,
    ...{ email, emailVerified: email !== null, fullName: asked.full_name },
    actor: request.actor(),
    now: services.clock(),
  });
  if (made.kind === 'taken') {
    throw new ProblemError(409, `the account name ${asked.username} is taken`);
  }
  const row = await accountsWithProfiles(services)
    .where('account.id', '=', made.id)
    .executeTakeFirstOrThrow();
  return { status: 201, body: shownAccount(row) };
}

async function update(services: HubServices, request: HubRequest): Promise<HubReply> {
  const asked = await request.json(updateUserSchema);
  const account = await named(services, request);
  const { id } = account;
  const passwordHash =
    asked.password === undefined
      ? undefined
      : await hashedPassword(services, {
          ...{ password: asked.password, member: 'password', owner: account },
        });
  await applyUpdate(services, request, id, {
    ...(asked.is_admin === undefined ? {} : { administrator: asked.is_admin }),
    ...(asked.is_active === undefined ? {} : { closed: !asked.is_active }),
    ...(asked.email === undefined
      ? {}
      : { email: asked.email === null ? null : emailAddress(asked.email) }),
    ...(asked.email_verified === undefined ? {} : { emailVerified: asked.email_verified }),
    ...(asked.default_visibility === undefined
      ? {}
      : { defaultVisibility: asked.default_visibility }),
  });
  if (passwordHash !== undefined) {
    await services.database.run(setPassword, {
      ...{ accountId: id, passwordHash, how: 'set', actor: request.actor() },
      notice: securityNotice(services, request, {
        ...{ ...account, what: 'An administrator set a new password for you.' },
      }),
      now: services.clock(),
    });
    forget(services, id);
  }
  return { status: 200, body: shownAccount(await named(services, request)) };
}

async function close(services: HubServices, request: HubRequest): Promise<HubReply> {
  const { id } = await named(services, request);
  await applyUpdate(services, request, id, { closed: true });
  return { status: 204 };
}

async function applyUpdate(
  services: HubServices,
  request: HubRequest,
  accountId: number,
  change: Omit<Parameters<typeof updateAccount.execute>[1], 'accountId' | 'actor' | 'now'>,
): Promise<void> {
  const outcome = await services.database.run(updateAccount, {
    ...{ ...change, accountId, actor: request.actor(), now: services.clock() },
  });
  if (outcome === 'unknown') throw new ProblemError(404, 'there is no such account');
  if (outcome === 'last-administrator') {
    throw new ProblemError(409, 'this is the last administrator: make another one first');
  }
  forget(services, accountId);
}

function forget(services: HubServices, accountId: number, sessionId?: string): void {
  services.live.accounts.forget(accountId);
  if (sessionId !== undefined) services.live.sessions.forget(sessionId);
}

async function named(services: HubServices, request: HubRequest): Promise<AccountShown> {
  const name = request.param('username');
  const row = await accountsWithProfiles(services)
    .where('account.name', '=', name)
    .executeTakeFirst();
  if (!row) throw new ProblemError(404, 'there is no such account');
  return row;
}
