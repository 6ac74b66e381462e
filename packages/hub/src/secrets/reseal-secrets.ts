import type { Command, Database } from '@slipway/database';
import { sql } from 'kysely';
import { commandList } from '../command-list.ts';
import type { Log } from '../ports/log.ts';
import type { KeyRing } from './master-key.ts';
import { forgetMasterKeys, proveMasterKey } from './prove-master-key.ts';
import { type SealedColumn, sealedContext } from './sealed-columns.ts';
import { SecretBox, sealedPrefix } from './secret-box.ts';
import type { SecretsTables } from './secrets-tables.ts';

interface Reseal {
  readonly column: SealedColumn;
  readonly changes: readonly {
    readonly key: string | number;
    readonly before: string;
    readonly after: string;
  }[];
}

/** Puts texts sealed anew in the place of those before, where nobody has changed them since. */
const resealRows: Command<object, Reseal, void> = {
  name: 'hub.reseal-rows',
  async execute(transaction, { column, changes }) {
    for (const { key, before, after } of changes) {
      await sql`
        update ${sql.table(column.table)} set ${sql.ref(column.column)} = ${after}
        where ${sql.ref(column.key)} = ${key} and ${sql.ref(column.column)} = ${before}
      `.execute(transaction);
    }
  },
};

export const resealCommands = commandList(resealRows);

/** Rows sealed anew in one transaction. */
const batch = 100;

/** What one pass over the stored secrets did. */
export interface ResealOutcome {
  readonly resealed: number;
  /** Texts that no key of this hub opens. They stay as they are. */
  readonly unreadable: number;
  /** Keys that nothing is sealed under any more. */
  readonly retired: readonly string[];
}

/**
 * Seals every stored secret under the newest master key and, `retire` permitting, gives up the
 * others. A kill at any moment loses nothing: rows are changed in small transactions, each readable
 * with the keys that are there, and a key goes only after a look that finds nothing under it.
 */
export async function resealSecrets(options: {
  readonly database: Database<SecretsTables>;
  readonly ring: KeyRing;
  readonly columns: readonly SealedColumn[];
  readonly log: Log;
  /** Gives up all keys but this one, and says whether it did; false while somebody may still seal under another. */
  retire(firstId: string): boolean;
}): Promise<ResealOutcome> {
  const { database, ring, columns, log, retire } = options;
  const [first, ...others] = ring.keys();
  if (others.length === 0) return { resealed: 0, unreadable: 0, retired: [] };
  await proveMasterKey(database, ring);
  const box = new SecretBox(ring);
  const done = { resealed: 0, unreadable: 0 };
  for (const column of columns) {
    const outcome = await resealColumn({ database, box, column, firstId: first.id, log });
    done.resealed += outcome.resealed;
    done.unreadable += outcome.unreadable;
  }
  const unused: string[] = [];
  for (const { id } of others) {
    if (!(await isUsed(database, columns, id))) unused.push(id);
  }
  if (unused.length < others.length) return { ...done, retired: [] };
  // First: a proof that outlives its key would keep the hub from starting.
  await forgetMasterKeys(database, unused);
  return { ...done, retired: retire(first.id) ? unused : [] };
}

async function resealColumn(options: {
  readonly database: Database<SecretsTables>;
  readonly box: SecretBox;
  readonly column: SealedColumn;
  readonly firstId: string;
  readonly log: Log;
}): Promise<{ resealed: number; unreadable: number }> {
  const { database, box, column, firstId, log } = options;
  const done = { resealed: 0, unreadable: 0 };
  let after: string | number | undefined;
  for (;;) {
    const rows = await olderRows(database, { column, firstId, after });
    const changes: Reseal['changes'][number][] = [];
    for (const { key, sealed } of rows) {
      const context = sealedContext(column, key);
      try {
        const secret = box.open(sealed, context);
        changes.push({ key, before: sealed, after: box.seal(secret, context) });
      } catch (err) {
        done.unreadable += 1;
        log.error({ err }, 'a stored secret cannot be sealed anew');
      }
    }
    if (changes.length > 0) await database.run(resealRows, { column, changes });
    done.resealed += changes.length;
    if (rows.length < batch) return done;
    after = rows.at(-1)?.key;
  }
}

async function olderRows(
  database: Database<SecretsTables>,
  options: { column: SealedColumn; firstId: string; after: string | number | undefined },
): Promise<{ key: string | number; sealed: string }[]> {
  const { column, firstId, after } = options;
  const { rows } = await sql<{ key: string | number; sealed: string }>`
    select ${sql.ref(column.key)} as key, ${sql.ref(column.column)} as sealed
    from ${sql.table(column.table)}
    where ${sql.ref(column.column)} is not null
      and ${sql.ref(column.column)} not like ${`${sealedPrefix(firstId)}%`}
      ${after === undefined ? sql`` : sql`and ${sql.ref(column.key)} > ${after}`}
    order by ${sql.ref(column.key)}
    limit ${sql.lit(batch)}
  `.execute(database.query);
  return rows;
}

async function isUsed(
  database: Database<SecretsTables>,
  columns: readonly SealedColumn[],
  keyId: string,
): Promise<boolean> {
  for (const column of columns) {
    const { rows } = await sql`
      select 1 from ${sql.table(column.table)}
      where ${sql.ref(column.column)} like ${`${sealedPrefix(keyId)}%`} limit 1
    `.execute(database.query);
    if (rows.length > 0) return true;
  }
  return false;
}
