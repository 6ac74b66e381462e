import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, test } from 'vitest';
import type { DatabaseEngine } from '../database.ts';
import { type OpenDatabaseOptions, type OpenedDatabase, openDatabase } from '../open-database.ts';
import { templateFor } from './migrated-templates.ts';
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
  describe(`${name} (sqlite)`, () => body(testDatabases('sqlite', sqlite)));
  describe(`${name} (postgresql)`, () => {
    if (postgresBin !== undefined) {
      body(testDatabases('postgresql', postgresql));
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

/** How databases of one engine are made. */
interface Maker {
  empty(): Promise<TestUrl>;
  /** An empty one of this name that stays; gives what {@link Maker.copy} takes. */
  template(name: string): Promise<{ readonly url: string; readonly from: string }>;
  copy(from: string): Promise<TestUrl>;
}

const postgresBin = await findPostgres();

function testDatabases(engine: DatabaseEngine, maker: Maker): TestDatabases {
  const urls: TestUrl[] = [];
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    try {
      await Promise.all(opened.splice(0).map((database) => database.close()));
    } finally {
      await Promise.all(urls.splice(0).map((url) => url.remove()));
    }
  });
  const keep = (made: TestUrl) => {
    urls.push(made);
    return made.url;
  };
  const createUrl = async () => keep(await maker.empty());
  // Migrating takes a second; a copy of what was migrated once, some milliseconds.
  const migratedUrl = async <Tables>(options: Omit<OpenDatabaseOptions<Tables>, 'url'>) => {
    const from = await templateFor(options.migrations, engine, async (name) => {
      const template = await maker.template(name);
      const { migrations } = options;
      await (await openDatabase({ url: template.url, commands: [], migrations })).close();
      return template.from;
    });
    return keep(await maker.copy(from));
  };
  return {
    engine,
    createUrl,
    open: async (options) => {
      const database = await openDatabase({
        ...options,
        url: options.url ?? (await migratedUrl(options)),
      });
      opened.push(database);
      return database;
    },
  };
}

const sqlite: Maker = {
  async empty() {
    const folder = await mkdtemp(join(tmpdir(), 'slipway-sqlite-'));
    return {
      url: `sqlite:${join(folder, 'test.db')}`,
      remove: () => rm(folder, { recursive: true, force: true }),
    };
  },
  async template() {
    const folder = await mkdtemp(join(tmpdir(), 'slipway-sqlite-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    const from = join(folder, 'test.db');
    return { url: `sqlite:${from}`, from };
  },
  async copy(from) {
    const made = await sqlite.empty();
    await copyFile(from, made.url.slice('sqlite:'.length));
    return made;
  },
};

const postgresql: Maker = {
  empty: () => postgresqlUrl(),
  async template(name) {
    // Another process of the run may have a server of its own, never the same one.
    return { url: await (await sharedServer()).createDatabase(name), from: name };
  },
  copy: (from) => postgresqlUrl(from),
};

async function postgresqlUrl(template?: string): Promise<TestUrl> {
  const server = await sharedServer();
  const name = `test_${randomUUID()}`;
  return {
    url: await server.createDatabase(name, template),
    remove: () => server.dropDatabase(name),
  };
}

const shared = Symbol.for('slipway.test-postgres');

/** On the global object, since vitest loads this module anew for every test file of a process. */
function sharedServer(): Promise<PostgresServer> {
  const home = globalThis as { [shared]?: Promise<PostgresServer> };
  if (postgresBin === undefined) throw new Error('PostgreSQL is not installed');
  home[shared] ??= startPostgres(postgresBin);
  return home[shared];
}
