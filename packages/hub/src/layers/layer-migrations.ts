import type { MigrationSet } from '@slipway/database';

/** Indexes of layers' files. */
export const layerMigrations: MigrationSet = {
  namespace: 'hub-layers',
  migrations: [
    {
      number: 1,
      name: 'layer-indexes',
      async up(database, types) {
        await database.schema
          .createTable('hub_layer_indexes')
          .addColumn('digest', types.text, (column) => column.notNull().primaryKey())
          .addColumn('state', types.text, (column) => column.notNull())
          .addColumn('reason', types.text, (column) => column.notNull())
          .addColumn('entries', types.bigint, (column) => column.notNull())
          .addColumn('unpacked_size', types.bigint, (column) => column.notNull())
          .addColumn('chunks', types.bigint, (column) => column.notNull())
          .addColumn('created_at', types.timestamp, (column) => column.notNull())
          .execute();
        await database.schema
          .createTable('hub_layer_chunks')
          .addColumn('digest', types.text, (column) =>
            column.notNull().references('hub_layer_indexes.digest').onDelete('cascade'),
          )
          .addColumn('number', types.bigint, (column) => column.notNull())
          .addColumn('first_path', types.text, (column) => column.notNull())
          .addColumn('entries', types.bigint, (column) => column.notNull())
          .addColumn('data', types.bytes, (column) => column.notNull())
          .addPrimaryKeyConstraint('hub_layer_chunks_key', ['digest', 'number'])
          .execute();
      },
    },
  ],
};
