import type { MigrationSet } from '@slipway/database';

/** What organizations' access tokens have beside other ones. */
export const organizationTokenMigrations: MigrationSet = {
  namespace: 'hub-organization-tokens',
  migrations: [
    {
      number: 1,
      name: 'tokens',
      async up(database, types) {
        await database.schema
          .createTable('hub_organization_tokens')
          .addColumn('token_id', types.text, (column) =>
            column.primaryKey().references('hub_access_tokens.id').onDelete('cascade'),
          )
          .addColumn('description', types.text, (column) => column.notNull())
          .addColumn('created_by', types.text, (column) => column.notNull())
          .addColumn('image_scopes', types.boolean, (column) => column.notNull())
          .execute();
      },
    },
  ],
};
