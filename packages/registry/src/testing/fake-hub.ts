import { appendToOutbox, type Database, type MigrationSet } from '@slipway/database';
import type { Kysely, Transaction } from 'kysely';
import type {
  Authority,
  Caller,
  Decision,
  RepositoryAction,
  RepositoryHandle,
  RepositoryOwner,
} from '../ports/authority.ts';
import type { RegistryTables } from '../schema/tables.ts';

/** The fake hub's only table. */
export interface FakeHubTables extends RegistryTables {
  fake_repositories: { id: number; name: string; is_public: 0 | 1; sparse: 0 | 1 };
}

export const fakeHubMigrations: MigrationSet = {
  namespace: 'fake',
  migrations: [
    {
      number: 1,
      name: 'repositories',
      async up(database, types) {
        await database.schema
          .createTable('fake_repositories')
          .addColumn('id', types.id)
          .addColumn('name', types.text, (column) => column.notNull().unique())
          .addColumn('is_public', types.boolean, (column) => column.notNull())
          .addColumn('sparse', types.boolean, (column) => column.notNull())
          .execute();
      },
    },
  ],
};

/** Made alike in every process. Namespaces that start with `open` are public. */
export function fakeOwner({ sparse }: { readonly sparse: boolean }): RepositoryOwner {
  return {
    async ensureRepository(transaction, caller, name) {
      const own = transaction as Transaction<FakeHubTables>;
      const found = await findRepository(own, name);
      if (found) return { kind: 'ready', repository: found, created: false };
      if (!mayCreate(caller, name)) return { kind: 'refused', message: 'not yours' };
      await own
        .insertInto('fake_repositories')
        .values({
          name,
          is_public: name.startsWith('open') ? 1 : 0,
          sparse: sparse ? 1 : 0,
        } as never)
        .execute();
      const repository = await findRepository(own, name);
      if (!repository) throw new Error('the repository was not created');
      return { kind: 'ready', repository, created: true };
    },
    async pushed(transaction, event) {
      const message = { topic: 'fake.pushed', key: event.repository, payload: event };
      await appendToOutbox(transaction, message);
    },
  };
}

/**
 * Callers say who they are: `Authorization: Bearer <name>`, or Basic with the same password as name.
 * `admin` may do all; others may what they like in their own namespace, and pull what is public.
 */
export function fakeAuthority(database: Database<FakeHubTables>): Authority {
  const decide = async (caller: Caller, name: string, action: RepositoryAction) => {
    const repository = await findRepository(database.query, name);
    if (mayCreate(caller, name)) return { kind: 'granted', repository } satisfies Decision;
    if (!repository?.isPublic) return { kind: 'hidden' } satisfies Decision;
    if (action === 'pull') return { kind: 'granted', repository } satisfies Decision;
    return { kind: 'denied', message: `${action} takes the owner` } satisfies Decision;
  };
  return {
    async identify({ authorization = '' }) {
      const name = callerName(authorization);
      return name === undefined
        ? undefined
        : { accountId: name === 'anonymous' ? undefined : name.length, name, grant: { name } };
    },
    decide,
    challenge: ({ scope, error }) => {
      const parts = ['Basic realm="test"'];
      if (scope && 'repository' in scope) {
        parts.push(`scope="repository:${scope.repository}:${scope.actions.join(',')}"`);
      }
      if (error) parts.push(`error="${error}"`);
      return parts.join(',');
    },
    async namedMountSource(caller, name) {
      const decision = await decide(caller, name, 'pull');
      return decision.kind === 'granted' ? decision.repository : undefined;
    },
    async findMountSource(caller, digest) {
      const rows = await database.query
        .selectFrom('registry_blob_links as link')
        .innerJoin('fake_repositories as repository', 'repository.id', 'link.repository_id')
        .select('repository.name')
        .where('link.digest', '=', digest)
        .limit(10)
        .execute();
      for (const { name } of rows) {
        const decision = await decide(caller, name, 'pull');
        if (decision.kind === 'granted') return decision.repository;
      }
      return undefined;
    },
    mayListCatalog: () => true,
    async listRepositories(caller, { last, limit }) {
      const rows = await database.query
        .selectFrom('fake_repositories')
        .select(['name', 'is_public'])
        .where('name', '>', last ?? '')
        .orderBy('name')
        .execute();
      return rows
        .filter(({ name, is_public }) => is_public === 1 || mayCreate(caller, name))
        .slice(0, limit)
        .map(({ name }) => name);
    },
  };
}

function callerName(authorization: string): string | undefined {
  const bearer = /^Bearer ([a-z0-9]+)$/.exec(authorization)?.[1];
  if (bearer !== undefined) return bearer;
  const basic = /^Basic (\S+)$/.exec(authorization)?.[1];
  if (basic === undefined) return undefined;
  const [user, password] = Buffer.from(basic, 'base64').toString().split(':');
  return user !== '' && user === password ? user : undefined;
}

function mayCreate(caller: Caller, name: string): boolean {
  return caller.name === 'admin' || name.startsWith(`${caller.name}/`);
}

async function findRepository(
  query: Kysely<FakeHubTables>,
  name: string,
): Promise<(RepositoryHandle & { readonly isPublic: boolean }) | undefined> {
  const row = await query
    .selectFrom('fake_repositories')
    .selectAll()
    .where('name', '=', name)
    .executeTakeFirst();
  return row && { id: row.id, name, sparse: row.sparse === 1, isPublic: row.is_public === 1 };
}
