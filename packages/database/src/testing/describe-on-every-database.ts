import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, test } from 'vitest';
import type { DatabaseEngine } from '../database.ts';
import { type OpenDatabaseOptions, type OpenedDatabase, openDatabase } from '../open-database.ts';
import { findPostgres, type PostgresServer, startPostgres } from './postgres-server.ts';

/** What a suite gets to make databases with. All are closed and removed after each test. */
export interface TestDatabases {
  readonly engine: DatabaseEngine;
  /** The URL of a new, empty database; only to be called inside a test or hook. */
  createUrl(): Promise<string>;
  /** Opens a new, empty database, or the one of `url`. */
  open<Tables>(
    options: Omit<OpenDatabaseOptions<Tables>, 'url'> & { readonly url?: string },
  ): Promise<OpenedDatabase<Tables>>;
}

/**
 * Runs one suite on SQLite and on PostgreSQL, whose server it starts itself. Where PostgreSQL is not
 * installed that half is skipped and says so, or fails with SLIPWAY_REQUIRE_TOOLS=1.
 */
export function describeOnEveryDatabase(
  name: string,
  body: (databases: TestDatabases) => void,
): void {
  describe(`${name} (sqlite)`, () => body(testDatabases('sqlite', sqliteUrl)));
  describe(`${name} (postgresql)`, () => {
    if (postgresBin !== undefined) {
      body(testDatabases('postgresql', postgresqlUrl));
      return;
    }
    const reason = 'PostgreSQL is not installed: apt-get install postgresql';
    if (process.env.SLIPWAY_REQUIRE_TOOLS === '1') {
      test('runs on PostgreSQL', () => {
        throw new Error(reason);
      });
      return;
    }
    console.warn(`skipped: ${name} on PostgreSQL. ${reason}`);
    test.skip(reason, () => {});
  });
}

interface TestUrl {
  readonly url: string;
  remove(): Promise<void>;
}

const postgresBin = await findPostgres();

function testDatabases(engine: DatabaseEngine, create: () => Promise<TestUrl>): TestDatabases {
  const urls: TestUrl[] = [];
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    try {
      await Promise.all(opened.splice(0).map((database) => database.close()));
    } finally {
      await Promise.all(urls.splice(0).map((url) => url.remove()));
    }
  });
  const createUrl = async () => {
    const made = await create();
    urls.push(made);
    return made.url;
  };
  return {
    engine,
    createUrl,
    open: async (options) => {
      const database = await openDatabase({ ...options, url: options.url ?? (await createUrl()) });
      opened.push(database);
      return database;
    },
  };
}

async function sqliteUrl(): Promise<TestUrl> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-sqlite-'));
  return {
    url: `sqlite:${join(folder, 'test.db')}`,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function postgresqlUrl(): Promise<TestUrl> {
  const server = await sharedServer();
  const name = `test_${randomUUID()}`;
  return { url: await server.createDatabase(name), remove: () => server.dropDatabase(name) };
}

const shared = Symbol.for('slipway.test-postgres');

/** On the global object, since vitest loads this module anew for every test file of a process. */
function sharedServer(): Promise<PostgresServer> {
  const home = globalThis as { [shared]?: Promise<PostgresServer> };
  if (postgresBin === undefined) throw new Error('PostgreSQL is not installed');
  home[shared] ??= startPostgres(postgresBin);
  return home[shared];
}
