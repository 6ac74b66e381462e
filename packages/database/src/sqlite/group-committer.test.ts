import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Generated, Kysely } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { GroupCommitter } from './group-committer.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { SqliteDialect } from './sqlite-dialect.ts';

interface NoteTables {
  note: { id: Generated<number>; text: string };
}

/** Keeps a diary of transactions, and can fail a COMMIT as a full disk does. */
class WatchedConnection extends SqliteConnection {
  readonly diary: string[] = [];
  failNextCommit = false;

  override exec(sql: string): void {
    if (sql === 'commit' && this.failNextCommit) {
      this.failNextCommit = false;
      throw new Error('database or disk is full');
    }
    super.exec(sql);
    this.diary.push(sql);
  }
}

let folder: string;
let connection: WatchedConnection;
let reads: SqliteConnection;
let committer: GroupCommitter<NoteTables>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-group-'));
  connection = new WatchedConnection(join(folder, 'a.db'), { readOnly: false });
  connection.exec(
    'pragma journal_mode = wal; create table note (id integer primary key, text text)',
  );
  connection.diary.length = 0;
  reads = new SqliteConnection(join(folder, 'a.db'), { readOnly: true });
  const kysely = new Kysely<NoteTables>({ dialect: new SqliteDialect(connection, 'savepoint') });
  committer = new GroupCommitter(connection, kysely, 10);
});

afterEach(async () => {
  await committer.drained();
  reads.close();
  connection.close();
  await rm(folder, { recursive: true, force: true });
});

const write = (text: string) =>
  committer.submit(async (transaction) => {
    await transaction.insertInto('note').values({ text }).execute();
    return text;
  });

const notes = () =>
  reads
    .statement('select text from note order by id')
    .statement.all()
    .map(({ text }) => text);

const commits = () => connection.diary.filter((sql) => sql === 'commit').length;

test('commands that wait together share one commit, up to the bound', async () => {
  await Promise.all(Array.from({ length: 10 }, (_, n) => write(`${n}`)));
  expect(commits()).toBe(1);
  await Promise.all(Array.from({ length: 25 }, (_, n) => write(`${n}`)));
  expect(commits()).toBe(4);
  expect(notes()).toHaveLength(35);
});

test('nobody is answered, nor seen by a reader, before the commit', async () => {
  const seen: unknown[][] = [];
  const failing = committer.submit(async () => {
    seen.push(notes());
    throw new Error('no');
  });
  const answered = [write('a'), failing, write('b')].map((asked) =>
    asked.then(
      () => connection.diary.push('answer'),
      () => connection.diary.push('refusal'),
    ),
  );
  await Promise.all(answered);
  expect(seen).toEqual([[]]);
  expect(connection.diary.slice(0, 2)).toEqual(['begin immediate', 'commit']);
  expect(connection.diary.slice(2).sort()).toEqual(['answer', 'answer', 'refusal']);
  expect(notes()).toEqual(['a', 'b']);
});

test('commands of a group run one after the other', async () => {
  let running = 0;
  let most = 0;
  const slow = () =>
    committer.submit(async () => {
      most = Math.max(most, ++running);
      await new Promise(setImmediate);
      running--;
    });
  await Promise.all([slow(), slow(), slow()]);
  expect(most).toBe(1);
});

test('a commit that fails fails its whole group, and only that one', async () => {
  connection.failNextCommit = true;
  const outcomes = await Promise.allSettled([write('a'), write('b')]);
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({
      reason: { code: 'COMMIT_FAILED', message: expect.stringContaining('disk is full') },
    });
  }
  expect(await write('c')).toBe('c');
  expect(notes()).toEqual(['c']);
});

test('when SQLite rolls everything back by itself, nobody is told of success', async () => {
  const disaster = () =>
    committer.submit(async () => {
      connection.exec('rollback');
    });
  const outcomes = await Promise.allSettled([write('a'), disaster(), write('b')]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(await write('c')).toBe('c');
  expect(notes()).toEqual(['c']);
});
