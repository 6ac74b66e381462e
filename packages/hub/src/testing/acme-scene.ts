import type { OpenedDatabase } from '@slipway/database';
import type { Transaction } from 'kysely';
import type { Caller } from '../access/api-permission-rows.ts';
import { insertRepository } from '../repositories/repository-rows.ts';
import { reach } from '../tokens/scopes.ts';
import { newSecret, secretDigest } from '../tokens/secret.ts';
import { apiToken, makeAccessToken, makeAccount, send } from './client.ts';
import { adminPassword, type TestClock, type TestHub, type TestTables } from './test-hub.ts';
import { writeRows } from './write-rows.ts';

/** An organization, `acme`, with everybody who may stand to it in some way. */
export interface AcmeScene {
  /** API tokens; none for the anonymous caller. */
  readonly tokens: ReadonlyMap<Caller, string>;
}

interface Made {
  readonly organization: number;
  readonly subjects: readonly number[];
  readonly other: number;
}

type Scene = TestHub & {
  readonly database: OpenedDatabase<TestTables>;
  readonly clock: TestClock;
};

const people = ['stranger', 'member', 'reader', 'writer', 'maintainer', 'editor', 'owner'] as const;
const ownersTokens = {
  publicReadToken: 'repo:public_read',
  readToken: 'repo:read',
  writeToken: 'repo:write',
  adminToken: 'repo:admin',
  limitedToken: 'repo:admin',
} as const;

/** Makes it, with the repositories `subject-public`, `subject-private` and `other`. */
export async function acmeScene(hub: Scene): Promise<AcmeScene> {
  const { origin, clock, database } = hub;
  const secrets = new Map<Caller, readonly [string, string]>();
  for (const name of [...people, 'closed'] as const) {
    secrets.set(name, [name, await makeAccount(origin, name)]);
  }
  secrets.set('administrator', ['admin', adminPassword]);
  const made = await writeRows(database, makeOrganization);
  for (const [caller, scope] of Object.entries(ownersTokens)) {
    const { token, uuid } = await makeAccessToken(origin, ['owner', 'owner-password'], [scope]);
    secrets.set(caller as Caller, ['owner', token]);
    if (caller !== 'limitedToken') continue;
    await writeRows(database, (transaction) =>
      restrict(transaction, { id: uuid, repositories: [made.other], far: reach.admin }),
    );
  }
  const secret = newSecret('slp_pat_');
  await writeRows(database, (transaction) => addOrganizationToken(transaction, { secret, made }));
  secrets.set('organizationToken', ['acme', secret]);
  const tokens = new Map<Caller, string>();
  for (const [caller, shown] of secrets) tokens.set(caller, await apiToken(origin, ...shown));
  const bearer = tokens.get('administrator');
  const closing = await send(`${origin}/v2/users/closed`, { method: 'DELETE', bearer });
  if (closing.status !== 204) throw new Error(`closing answered ${closing.status}`);
  clock.advance(500);
  return { tokens };
}

async function makeOrganization(transaction: Transaction<TestTables>): Promise<Made> {
  const { id: organization } = await transaction
    .insertInto('hub_accounts')
    .values({
      ...{ name: 'acme', kind: 'organization', password_hash: null, password_generation: 0 },
      ...{ is_administrator: 0, default_visibility: null, created_at: 1, closed_at: null },
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const repository = async (name: string, visibility: 'public' | 'private') => {
    const path = `acme/${name}`;
    const common = { namespaceId: organization, path, visibility, sparse: false, now: 1 };
    return (await insertRepository(transaction as never, common)).id;
  };
  const subjects = [
    await repository('subject-public', 'public'),
    await repository('subject-private', 'private'),
  ];
  const other = await repository('other', 'private');
  for (const role of ['owner', 'editor'] as const) {
    await join(transaction, { organization, name: role, role });
  }
  await join(transaction, { organization, name: 'member', role: 'member' });
  for (const [name, permission] of [
    ['reader', 'read'],
    ['writer', 'write'],
    ['maintainer', 'admin'],
  ] as const) {
    const account = await join(transaction, { organization, name, role: 'member' });
    const { id: team } = await transaction
      .insertInto('hub_teams')
      .values({ organization_id: organization, name, description: '', created_at: 1 })
      .returning('id')
      .executeTakeFirstOrThrow();
    await transaction
      .insertInto('hub_team_members')
      .values({ team_id: team, account_id: account, created_at: 1 })
      .execute();
    await transaction
      .insertInto('hub_team_repositories')
      .values(subjects.map((id) => ({ team_id: team, repository_id: id, permission })))
      .execute();
  }
  return { organization, subjects, other };
}

async function join(
  transaction: Transaction<TestTables>,
  member: { organization: number; name: string; role: 'member' | 'editor' | 'owner' },
): Promise<number> {
  const { id } = await transaction
    .selectFrom('hub_accounts')
    .select('id')
    .where('name', '=', member.name)
    .executeTakeFirstOrThrow();
  const { organization, role } = member;
  await transaction
    .insertInto('hub_organization_members')
    .values({ organization_id: organization, account_id: id, role, created_at: 1 })
    .execute();
  return id;
}

async function restrict(
  transaction: Transaction<TestTables>,
  token: { readonly id: string; readonly repositories: readonly number[]; readonly far: number },
): Promise<void> {
  await transaction
    .updateTable('hub_access_tokens')
    .set({ restricted: 1 })
    .where('id', '=', token.id)
    .execute();
  await transaction
    .insertInto('hub_access_token_repositories')
    .values(
      token.repositories.map((id) => ({
        token_id: token.id,
        repository_id: id,
        reach: token.far,
      })),
    )
    .execute();
}

/** One that may push to the subjects. */
async function addOrganizationToken(
  transaction: Transaction<TestTables>,
  { secret, made }: { readonly secret: string; readonly made: Made },
): Promise<void> {
  const id = 'organization-token';
  await transaction
    .insertInto('hub_access_tokens')
    .values({
      ...{ id, account_id: made.organization, label: id, scopes: '["repo:write"]' },
      ...{ secret_digest: secretDigest(secret), created_at: 1, expires_at: null },
      ...{ last_used_at: null, revoked_at: null, creator_ip: '', creator_ua: '' },
    })
    .execute();
  await restrict(transaction, { id, repositories: made.subjects, far: reach.write });
}
