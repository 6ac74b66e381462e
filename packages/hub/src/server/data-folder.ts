import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Configuration } from '../config/settings.ts';
import { ServerError } from './server-error.ts';

/** The folders and files of one hub. */
export interface DataFolder {
  /** The content store's root. */
  readonly content: string;
  /** The file of the master keys, where the operator set none. */
  readonly masterKey: string;
  /** For `openDatabase`. */
  readonly databaseUrl: string;
}

/** Where things lie below `data`. */
export function dataFolder(configuration: Configuration): DataFolder {
  const { data, database } = configuration;
  return {
    content: join(data, 'content'),
    masterKey: join(data, 'master.key'),
    databaseUrl: database === 'sqlite' ? `sqlite:${join(data, 'slipway.db')}` : database,
  };
}

/** Makes the data folder, readable by its owner alone. Throws ServerError where it cannot. */
export function createDataFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new ServerError(`the data folder cannot be made: ${(error as Error).message}`);
  }
}

/**
 * Keeps a second hub from the same folder. The lock is the kernel's, through SQLite, so it ends with
 * the process however that ends. Throws ServerError where another process holds it.
 */
export function lockDataFolder(path: string): { release(): void } {
  try {
    const lock = new DatabaseSync(join(path, 'lock'), { timeout: 0 });
    // A rollback journal on disk would outlive a killed process, and there is nothing to roll back.
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return { release: () => lock.close() };
  } catch (error) {
    if ((error as { errcode?: number }).errcode === 5) {
      throw new ServerError(
        `another hub is running on ${path}: stop it, or choose another folder with SLIPWAY_DATA`,
      );
    }
    throw new ServerError(`the data folder ${path} cannot be used: ${(error as Error).message}`);
  }
}
