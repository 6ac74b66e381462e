import type { ColumnTypes, MigrationSet } from '@slipway/database';
import type { ColumnDefinitionBuilder, Kysely } from 'kysely';

const required = (column: ColumnDefinitionBuilder) => column.notNull();
const of = (table: string) => (column: ColumnDefinitionBuilder) =>
  column.notNull().references(`${table}.id`).onDelete('cascade');

/** Organizations' members, teams and what they may, and collaborators of personal repositories. */
export const organizationMigrations: MigrationSet = {
  namespace: 'hub-organizations',
  migrations: [
    {
      number: 1,
      name: 'members-teams-collaborators',
      async up(database, types) {
        await createMembers(database, types);
        await createTeams(database, types);
        await createCollaborators(database, types);
      },
    },
    {
      number: 2,
      name: 'settings',
      async up(database, types) {
        await createOrganizations(database, types);
      },
    },
  ],
};

// biome-ignore lint/suspicious/noExplicitAny: a migration sees tables as they were, of which no type is kept
async function createMembers(database: Kysely<any>, types: ColumnTypes): Promise<void> {
  await database.schema
    .createTable('hub_organization_members')
    .addColumn('organization_id', types.bigint, of('hub_accounts'))
    .addColumn('account_id', types.bigint, of('hub_accounts'))
    .addColumn('role', types.text, required)
    .addColumn('created_at', types.timestamp, required)
    .addPrimaryKeyConstraint('hub_organization_members_key', ['organization_id', 'account_id'])
    .execute();
  await database.schema
    .createIndex('hub_organization_members_account')
    .on('hub_organization_members')
    .columns(['account_id', 'organization_id'])
    .execute();
}

// biome-ignore lint/suspicious/noExplicitAny: as above
async function createTeams(database: Kysely<any>, types: ColumnTypes): Promise<void> {
  await database.schema
    .createTable('hub_teams')
    .addColumn('id', types.id)
    .addColumn('organization_id', types.bigint, of('hub_accounts'))
    .addColumn('name', types.text, required)
    .addColumn('description', types.text, required)
    .addColumn('created_at', types.timestamp, required)
    .addUniqueConstraint('hub_teams_name', ['organization_id', 'name'])
    .execute();
  await database.schema
    .createTable('hub_team_members')
    .addColumn('team_id', types.bigint, of('hub_teams'))
    .addColumn('account_id', types.bigint, of('hub_accounts'))
    .addColumn('created_at', types.timestamp, required)
    .addPrimaryKeyConstraint('hub_team_members_key', ['team_id', 'account_id'])
    .execute();
  await database.schema
    .createIndex('hub_team_members_account')
    .on('hub_team_members')
    .columns(['account_id', 'team_id'])
    .execute();
  await database.schema
    .createTable('hub_team_repositories')
    .addColumn('team_id', types.bigint, of('hub_teams'))
    .addColumn('repository_id', types.bigint, of('hub_repositories'))
    .addColumn('permission', types.text, required)
    .addPrimaryKeyConstraint('hub_team_repositories_key', ['team_id', 'repository_id'])
    .execute();
  await database.schema
    .createIndex('hub_team_repositories_repository')
    .on('hub_team_repositories')
    .columns(['repository_id', 'team_id'])
    .execute();
}

// biome-ignore lint/suspicious/noExplicitAny: as above
async function createCollaborators(database: Kysely<any>, types: ColumnTypes): Promise<void> {
  await database.schema
    .createTable('hub_collaborators')
    .addColumn('repository_id', types.bigint, of('hub_repositories'))
    .addColumn('account_id', types.bigint, of('hub_accounts'))
    .addColumn('permission', types.text, required)
    .addColumn('created_at', types.timestamp, required)
    .addPrimaryKeyConstraint('hub_collaborators_key', ['repository_id', 'account_id'])
    .execute();
  await database.schema
    .createIndex('hub_collaborators_account')
    .on('hub_collaborators')
    .columns(['account_id', 'repository_id'])
    .execute();
}

// biome-ignore lint/suspicious/noExplicitAny: as above
async function createOrganizations(database: Kysely<any>, types: ColumnTypes): Promise<void> {
  await database.schema
    .createTable('hub_organizations')
    .addColumn('organization_id', types.bigint, (column) =>
      column.primaryKey().references('hub_accounts.id').onDelete('cascade'),
    )
    .addColumn('restricted_images', types.json)
    .addColumn('registry_access', types.json)
    .execute();
}
