import { randomUUID } from 'node:crypto';
import { appendToOutbox, type OutboxTables } from '@slipway/database';
import type { Transaction } from 'kysely';
import { letterText, sealedContext } from '../secrets/sealed-columns.ts';
import type { SecretBox } from '../secrets/secret-box.ts';
import type { Letter } from './letter.ts';
import type { MailTables } from './mail-tables.ts';

/** The topic of letters to send; the payload is a letter's id. */
export const sendMailTopic = 'mail.send';

/** A letter and whom it is for. */
export interface AddressedLetter {
  readonly to: string;
  readonly letter: Letter;
}

/** A letter as a command takes it: a plain value that tells nothing. */
export interface SealedLetter {
  readonly id: string;
  readonly sealed: string;
}

/** Seals a letter, for {@link postLetter}. */
export function sealLetter(secrets: SecretBox, addressed: AddressedLetter): SealedLetter {
  const id = randomUUID();
  const sealed = secrets.seal(JSON.stringify(addressed), sealedContext(letterText, id));
  return { id, sealed };
}

/**
 * Has a letter sent after the transaction: it goes out if and only if the change is committed, and a
 * restart loses none. Call it inside a command.
 */
export async function postLetter<Tables extends MailTables>(
  transaction: Transaction<Tables>,
  { id, sealed }: SealedLetter,
): Promise<void> {
  const own = transaction as unknown as Transaction<MailTables & OutboxTables>;
  await own.insertInto('hub_letters').values({ id, sealed, created_at: Date.now() }).execute();
  await appendToOutbox(own, { topic: sendMailTopic, key: id, payload: { id } });
}
