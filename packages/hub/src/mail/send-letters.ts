import type { Command, Database, OutboxItem } from '@slipway/database';
import { commandList } from '../command-list.ts';
import type { JobHandler } from '../jobs/job.ts';
import type { Log } from '../ports/log.ts';
import { letterText, sealedContext } from '../secrets/sealed-columns.ts';
import type { SecretBox } from '../secrets/secret-box.ts';
import type { MailTables } from './mail-tables.ts';
import { type Mailer, MailRefusedError } from './mailer.ts';
import { type AddressedLetter, sendMailTopic } from './post-letter.ts';
import { writeLetter } from './write-letter.ts';

const removeLetter: Command<MailTables, { readonly id: string }, void> = {
  name: 'hub.remove-letter',
  async execute(transaction, { id }) {
    await transaction.deleteFrom('hub_letters').where('id', '=', id).execute();
  },
};

export const mailCommands = commandList(removeLetter);

/** With the waits between them more than a day. */
const attempts = 40;
const firstWait = 5000;
const longestWait = 60 * 60_000;

/** Sends the letters that wait, one at a time. Without a mailer they are thrown away, and it is said. */
export function sendLetters(options: {
  readonly database: Database<MailTables>;
  readonly secrets: SecretBox;
  readonly mailer: Mailer | undefined;
  readonly log: Log;
}): JobHandler {
  const { database, secrets, mailer, log } = options;
  return {
    topic: sendMailTopic,
    attempts,
    retryAfter: (tries) => Math.min(longestWait, firstWait * 2 ** Math.min(tries, 20)),
    async handle(item: OutboxItem) {
      const { id } = item.payload as { id: string };
      const row = await database.query
        .selectFrom('hub_letters')
        .select('sealed')
        .where('id', '=', id)
        .executeTakeFirst();
      // Sent before a crash, which kept that from being written down.
      if (!row) return;
      const opened = secrets.open(row.sealed, sealedContext(letterText, id));
      const { to, letter } = JSON.parse(opened) as AddressedLetter;
      if (mailer) {
        try {
          await mailer.send({ ...writeLetter(letter), to, messageId: `<${id}@slipway>` });
        } catch (err) {
          if (!(err instanceof MailRefusedError)) throw err;
          log.warn({ err, letter: letter.kind }, 'a letter was refused for good');
        }
      } else log.warn({ letter: letter.kind }, 'no mail is configured: a letter is thrown away');
      await database.run(removeLetter, { id });
    },
  };
}
