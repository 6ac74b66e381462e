export type { ColumnTypes } from './column-types.ts';
export {
  type CommandChannel,
  type CommandPort,
  commandChannel,
  serveCommands,
} from './command-channel.ts';
export type { AnyCommand } from './command-registry.ts';
export type {
  Command,
  Database,
  DatabaseEngine,
  ParameterOf,
  PreparedQuery,
} from './database.ts';
export { DatabaseError, type DatabaseErrorCode } from './database-error.ts';
export { engineOf } from './engine-of.ts';
export type { Migration, MigrationSet } from './migration.ts';
export {
  type DatabaseRole,
  type OpenDatabaseOptions,
  type OpenedDatabase,
  openDatabase,
} from './open-database.ts';
export {
  appendToOutbox,
  claimOutbox,
  completeOutbox,
  type OutboxItem,
  type OutboxMessage,
  type OutboxTables,
  pruneOutbox,
  retryOutbox,
} from './outbox.ts';
