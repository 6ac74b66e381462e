import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { processPort } from '../../test/process-port.ts';
import { addBook, addThenFail, type ShelfTables, shelf } from '../../test/shelf.ts';
import { endWriter, startWriter } from '../../test/start-writer.ts';
import { commandChannel, openDatabase } from '../index.ts';
import { SqliteConnection } from './sqlite-connection.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-writer-'));
  path = join(folder, 'a.db');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function openReader() {
  const writer = await startWriter(`sqlite:${path}`);
  const database = await openDatabase<ShelfTables>({
    url: `sqlite:${path}`,
    role: { kind: 'reader', channel: commandChannel(processPort(writer)) },
    ...shelf,
  });
  return { writer, database };
}

test('a reader writes through the writer’s process and sees it at once', async () => {
  const { writer, database } = await openReader();
  const cover = Uint8Array.of(1, 0, 255);
  expect(await database.run(addBook, { title: 'Emma', cover })).toBe('Emma');
  const book = await database.query.selectFrom('book').selectAll().executeTakeFirstOrThrow();
  expect(book.cover).toEqual(cover);
  await expect(database.run(addThenFail, { title: 'x' })).rejects.toMatchObject({
    name: 'RangeError',
    code: 'NO_ROOM',
    status: 409,
    detail: { title: 'x' },
  });
  await database.check();
  await database.close();
  await endWriter(writer);
  expect(await readdir(folder)).toEqual(['a.db']);
});

test('a reader without the writer’s work says what is missing', async () => {
  const open = () =>
    openDatabase<ShelfTables>({
      url: `sqlite:${path}`,
      role: { kind: 'reader', channel: { send: async () => null } },
      ...shelf,
    });
  await expect(open()).rejects.toMatchObject({ code: 'CANNOT_OPEN' });
  const older = await openDatabase({ url: `sqlite:${path}`, commands: [], migrations: [] });
  await expect(open()).rejects.toMatchObject({
    code: 'SCHEMA_OLDER',
    message: expect.stringContaining('shelf migration 1 "book"'),
  });
  await older.close();
});

test('whatever was acknowledged outlives SIGKILL of the writer', async () => {
  const acknowledged: string[] = [];
  let unknown = 0;
  for (let round = 0; round < 8; round++) {
    const { writer, database } = await openReader();
    let alive = true;
    const askOn = async (lane: number) => {
      for (let n = 0; alive; n++) {
        const title = `${round}/${lane}/${n}`;
        try {
          acknowledged.push(await database.run(addBook, { title }));
        } catch (error) {
          expect(error).toMatchObject({ code: 'WRITER_GONE' });
          unknown++;
          return;
        }
      }
    };
    const lanes = Array.from({ length: 8 }, (_, lane) => askOn(lane));
    await sleep(20 + Math.random() * 150);
    await endWriter(writer, 'SIGKILL');
    await Promise.all(lanes);
    alive = false;
    await database.close();
  }
  expect(acknowledged.length).toBeGreaterThan(0);
  const after = await openDatabase<ShelfTables>({ url: `sqlite:${path}`, ...shelf });
  const rows = await after.query.selectFrom('book').select('title').execute();
  await after.close();
  const kept = new Set(rows.map(({ title }) => title));
  expect(acknowledged.filter((title) => !kept.has(title))).toEqual([]);
  expect(kept.size).toBeLessThanOrEqual(acknowledged.length + unknown);
  const connection = new SqliteConnection(path, { readOnly: true });
  const check = connection.statement('pragma integrity_check').statement.all();
  connection.close();
  expect(check.map((row) => ({ ...row }))).toEqual([{ integrity_check: 'ok' }]);
}, 60_000);
