import type { MigrationSet } from '@slipway/database';

/** Invitations to organizations. */
export const inviteMigrations: MigrationSet = {
  namespace: 'hub-invites',
  migrations: [
    {
      number: 1,
      name: 'invites',
      async up(database, types) {
        await database.schema
          .createTable('hub_invites')
          .addColumn('id', types.text, (column) => column.primaryKey())
          .addColumn('organization_id', types.bigint, (column) =>
            column.notNull().references('hub_accounts.id').onDelete('cascade'),
          )
          .addColumn('inviter_id', types.bigint, (column) => column.notNull())
          .addColumn('inviter_name', types.text, (column) => column.notNull())
          .addColumn('account_id', types.bigint, (column) =>
            column.references('hub_accounts.id').onDelete('cascade'),
          )
          .addColumn('email', types.text)
          .addColumn('role', types.text, (column) => column.notNull())
          .addColumn('team_id', types.bigint, (column) =>
            column.references('hub_teams.id').onDelete('set null'),
          )
          .addColumn('secret_digest', types.text, (column) => column.unique())
          .addColumn('created_at', types.timestamp, (column) => column.notNull())
          .addColumn('sent_at', types.timestamp, (column) => column.notNull())
          .addColumn('expires_at', types.timestamp, (column) => column.notNull())
          .addUniqueConstraint('hub_invites_account', ['organization_id', 'account_id'])
          .addUniqueConstraint('hub_invites_email', ['organization_id', 'email'])
          .execute();
        for (const column of ['account_id', 'email', 'expires_at', 'team_id']) {
          await database.schema
            .createIndex(`hub_invites_by_${column}`)
            .on('hub_invites')
            .column(column)
            .execute();
        }
      },
    },
  ],
};
