import { mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnyCommand, Command, Database, MigrationSet } from '@slipway/database';
import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, onTestFinished, test } from 'vitest';
import { addMasterKey, ensureMasterKeyFile, fileKeyRing } from './master-key-file.ts';
import { masterKeyProofCommands, proveMasterKey } from './prove-master-key.ts';
import { fileRetirement } from './reseal-job.ts';
import { resealCommands, resealSecrets } from './reseal-secrets.ts';
import { type SealedColumn, sealedContext } from './sealed-columns.ts';
import { SecretBox } from './secret-box.ts';
import { secretsMigrations } from './secrets-migrations.ts';
import type { SecretsTables } from './secrets-tables.ts';

interface Tables extends SecretsTables {
  jars: { id: number; sealed: string | null };
}

const column: SealedColumn = { table: 'jars', column: 'sealed', key: 'id' };
const jars: MigrationSet = {
  namespace: 'jars',
  migrations: [
    {
      number: 1,
      name: 'jars',
      async up(database, types) {
        await database.schema
          .createTable('jars')
          .addColumn('id', types.bigint, (id) => id.primaryKey())
          .addColumn('sealed', types.text)
          .execute();
      },
    },
  ],
};
const fill: Command<Tables, { id: number; sealed: string | null }[], void> = {
  name: 'jars.fill',
  async execute(transaction, rows) {
    for (const row of rows) await transaction.insertInto('jars').values(row).execute();
  },
};

describeOnEveryDatabase('sealing anew', (databases) => {
  async function open() {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-keys-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'master.key');
    ensureMasterKeyFile(path);
    const database = await databases.open<Tables>({
      commands: [
        fill,
        ...masterKeyProofCommands,
        ...resealCommands,
      ] as readonly unknown[] as AnyCommand<Tables>[],
      migrations: [secretsMigrations, jars],
    });
    return { path, database };
  }
  const logged: string[] = [];
  const write = (_: object, message: string) => void logged.push(message);
  const log = { info: write, warn: write, error: write };
  const reseal = (database: Database<Tables>, path: string) =>
    resealSecrets({
      database: database as unknown as Database<SecretsTables>,
      ring: fileKeyRing(path),
      columns: [column],
      log,
      retire: fileRetirement(path),
    });
  const age = (path: string) => {
    const longAgo = new Date(Date.now() - 3_600_000);
    utimesSync(path, longAgo, longAgo);
  };

  test('every row comes under the new key, and only then the old one is given up', async () => {
    const { path, database } = await open();
    await proveMasterKey(database as unknown as Database<SecretsTables>, fileKeyRing(path));
    const box = new SecretBox(fileKeyRing(path));
    const ids = Array.from({ length: 250 }, (_, index) => index + 1);
    const seal = (id: number) => ({
      id,
      sealed: box.seal(`secret ${id}`, sealedContext(column, id)),
    });
    await database.run(fill, [...ids.map(seal), { id: 999, sealed: null }]);
    const before = fileKeyRing(path).keys()[0].id;
    addMasterKey(path);
    expect(await reseal(database, path)).toMatchObject({
      resealed: 250,
      unreadable: 0,
      retired: [],
    });
    expect(fileKeyRing(path).keys()).toHaveLength(2);
    age(path);
    expect(await reseal(database, path)).toEqual({ resealed: 0, unreadable: 0, retired: [before] });
    expect(fileKeyRing(path).keys()).toHaveLength(1);
    const later = new SecretBox(fileKeyRing(path));
    for (const { id, sealed } of await database.query.selectFrom('jars').selectAll().execute()) {
      if (sealed) expect(later.open(sealed, sealedContext(column, id))).toBe(`secret ${id}`);
    }
    await proveMasterKey(database as unknown as Database<SecretsTables>, fileKeyRing(path));
  });

  test('killed at any step it loses nothing, and the next run goes on', async () => {
    const { path, database } = await open();
    await proveMasterKey(database as unknown as Database<SecretsTables>, fileKeyRing(path));
    const box = new SecretBox(fileKeyRing(path));
    const ids = Array.from({ length: 150 }, (_, index) => index + 1);
    const seal = (id: number) => ({
      id,
      sealed: box.seal(`secret ${id}`, sealedContext(column, id)),
    });
    await database.run(fill, ids.map(seal));
    const steps = async (allowed: number) => {
      let left = allowed;
      const step = () => {
        if (left-- === 0) throw new Error('killed');
      };
      const dying: Database<Tables> = Object.create(database);
      dying.run = (command, input) => {
        step();
        return database.run(command, input);
      };
      await resealSecrets({
        ...{ database: dying as unknown as Database<SecretsTables>, columns: [column], log },
        ring: fileKeyRing(path),
        retire: (firstId) => {
          step();
          return fileRetirement(path)(firstId);
        },
      });
    };
    for (let allowed = 0; ; allowed++) {
      addMasterKey(path);
      age(path);
      const ended = await steps(allowed).then(
        () => true,
        () => false,
      );
      // What a restart does, and what users need then.
      const ring = fileKeyRing(path);
      await proveMasterKey(database as unknown as Database<SecretsTables>, ring);
      const reader = new SecretBox(ring);
      for (const { id, sealed } of await database.query.selectFrom('jars').selectAll().execute()) {
        if (sealed) expect(reader.open(sealed, sealedContext(column, id))).toBe(`secret ${id}`);
      }
      if (ended) break;
    }
    expect(fileKeyRing(path).keys()).toHaveLength(1);
  });

  test('a key that one unreadable row still needs is kept, and the row is said', async () => {
    const { path, database } = await open();
    const box = new SecretBox(fileKeyRing(path));
    await database.run(fill, [{ id: 1, sealed: box.seal('moved', sealedContext(column, 2)) }]);
    addMasterKey(path);
    age(path);
    expect(await reseal(database, path)).toEqual({ resealed: 0, unreadable: 1, retired: [] });
    expect(logged.join()).toContain('cannot be sealed anew');
    expect(fileKeyRing(path).keys()).toHaveLength(2);
  });

  test('a node with another key is refused before it seals anything', async () => {
    const [one, other] = [await open(), await open()];
    const database = one.database as unknown as Database<SecretsTables>;
    await proveMasterKey(database, fileKeyRing(one.path));
    await proveMasterKey(database, fileKeyRing(one.path));
    await expect(proveMasterKey(database, fileKeyRing(other.path))).rejects.toThrow(
      'every node needs the same',
    );
  });
});
