import type { Command, MigrationSet, OutboxTables } from '../src/index.ts';

/** The tables that this package's tests use. */
export interface ShelfTables extends OutboxTables {
  book: { title: string; copies: number; cover: Uint8Array | null };
}

export const shelfMigrations: MigrationSet = {
  namespace: 'shelf',
  migrations: [
    {
      number: 1,
      name: 'book',
      async up(database, types) {
        await database.schema
          .createTable('book')
          .addColumn('title', types.text, (column) => column.primaryKey())
          .addColumn('copies', types.bigint, (column) => column.notNull())
          .addColumn('cover', types.bytes)
          .execute();
      },
    },
  ],
};

export const addBook: Command<
  ShelfTables,
  { readonly title: string; readonly copies?: number; readonly cover?: Uint8Array },
  string
> = {
  name: 'shelf.add-book',
  async execute(transaction, { title, copies = 1, cover = null }) {
    await transaction.insertInto('book').values({ title, copies, cover }).execute();
    return title;
  },
};

/** Reads, then writes what it read plus one: wrong wherever two could overlap. */
export const addCopy: Command<ShelfTables, { readonly title: string }, number> = {
  name: 'shelf.add-copy',
  async execute(transaction, { title }) {
    const { copies } = await transaction
      .selectFrom('book')
      .select('copies')
      .where('title', '=', title)
      .executeTakeFirstOrThrow();
    await transaction
      .updateTable('book')
      .set({ copies: copies + 1 })
      .where('title', '=', title)
      .execute();
    return copies + 1;
  },
};

/** Writes, then throws with all that an error may carry. */
export const addThenFail: Command<ShelfTables, { readonly title: string }, never> = {
  name: 'shelf.add-then-fail',
  async execute(transaction, { title }) {
    await addBook.execute(transaction, { title });
    throw Object.assign(new RangeError(`no room for ${title}`), {
      code: 'NO_ROOM',
      status: 409,
      detail: { title },
    });
  },
};

export const shelf = {
  commands: [addBook, addCopy, addThenFail],
  migrations: [shelfMigrations],
} as const;
