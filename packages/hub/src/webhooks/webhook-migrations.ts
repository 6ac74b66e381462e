import type { ColumnTypes, MigrationSet } from '@slipway/database';
import type { ColumnDefinitionBuilder, Kysely } from 'kysely';

const required = (column: ColumnDefinitionBuilder) => column.notNull();

/** Webhooks, and what was sent to whom. */
export const webhookMigrations: MigrationSet = {
  namespace: 'hub-webhooks',
  migrations: [
    {
      number: 1,
      name: 'webhooks-deliveries',
      async up(database, types) {
        await createWebhooks(database, types);
        await createDeliveries(database, types);
      },
    },
  ],
};

// biome-ignore lint/suspicious/noExplicitAny: a migration sees tables as they were, of which no type is kept
async function createWebhooks(database: Kysely<any>, types: ColumnTypes): Promise<void> {
  await database.schema
    .createTable('hub_webhooks')
    .addColumn('id', types.id)
    .addColumn('seal_id', types.text, required)
    .addColumn('namespace_id', types.bigint)
    // No reference: it outlives its repository until that has been told of.
    .addColumn('repository_id', types.bigint)
    .addColumn('name', types.text, required)
    .addColumn('url', types.text, required)
    .addColumn('events', types.json, required)
    .addColumn('format', types.text, required)
    .addColumn('headers', types.json, required)
    .addColumn('sealed_headers', types.text)
    .addColumn('sealed_secret', types.text, required)
    .addColumn('sealed_previous_secret', types.text)
    .addColumn('previous_secret_until', types.timestamp)
    .addColumn('origin', types.text, required)
    .addColumn('active', types.boolean, required)
    .addColumn('paused_at', types.timestamp)
    .addColumn('pause_reason', types.text)
    .addColumn('failing_since', types.timestamp)
    .addColumn('created_at', types.timestamp, required)
    .addColumn('updated_at', types.timestamp, required)
    .addColumn('created_by', types.bigint)
    .addColumn('created_by_name', types.text)
    .addColumn('closed_at', types.timestamp)
    .execute();
  for (const column of ['namespace_id', 'repository_id']) {
    await database.schema
      .createIndex(`hub_webhooks_${column}`)
      .on('hub_webhooks')
      .columns([column, 'id'])
      .execute();
  }
}

// biome-ignore lint/suspicious/noExplicitAny: as above
async function createDeliveries(database: Kysely<any>, types: ColumnTypes): Promise<void> {
  await database.schema
    .createTable('hub_webhook_deliveries')
    .addColumn('id', types.text, (column) => column.primaryKey())
    .addColumn('webhook_id', types.bigint, (column) =>
      column.notNull().references('hub_webhooks.id').onDelete('cascade'),
    )
    .addColumn('event', types.json, required)
    .addColumn('event_name', types.text, required)
    .addColumn('event_id', types.text, required)
    .addColumn('cause', types.text, required)
    .addColumn('state', types.text, required)
    .addColumn('attempts', types.bigint, required)
    .addColumn('next_at', types.timestamp)
    .addColumn('status', types.bigint)
    .addColumn('error', types.text)
    .addColumn('duration_ms', types.bigint)
    .addColumn('body', types.text)
    .addColumn('callback_token', types.text, (column) => column.notNull().unique())
    .addColumn('callback', types.json)
    .addColumn('created_at', types.timestamp, required)
    .addColumn('finished_at', types.timestamp)
    .execute();
  await database.schema
    .createIndex('hub_webhook_deliveries_webhook')
    .on('hub_webhook_deliveries')
    .columns(['webhook_id', 'created_at', 'id'])
    .execute();
  await database.schema
    .createIndex('hub_webhook_deliveries_age')
    .on('hub_webhook_deliveries')
    .columns(['created_at'])
    .execute();
  await database.schema
    .createTable('hub_webhook_attempts')
    .addColumn('delivery_id', types.text, (column) =>
      column.notNull().references('hub_webhook_deliveries.id').onDelete('cascade'),
    )
    .addColumn('number', types.bigint, required)
    .addColumn('at', types.timestamp, required)
    .addColumn('duration_ms', types.bigint, required)
    .addColumn('url', types.text, required)
    .addColumn('request_headers', types.json, required)
    .addColumn('status', types.bigint)
    .addColumn('error', types.text)
    .addColumn('response_headers', types.json)
    .addColumn('response_body', types.text)
    .addColumn('response_truncated', types.boolean, required)
    .addPrimaryKeyConstraint('hub_webhook_attempts_key', ['delivery_id', 'number'])
    .execute();
}
