import { claimOutbox, completeOutbox, type OpenedDatabase } from '@slipway/database';
import type { Hub } from '../hub.ts';
import type { Mail } from '../mail/mailer.ts';
import type { TestTables } from './test-hub.ts';

/** Does all that waits for a hub's jobs, as the process that does jobs would. */
export async function runJobs(hub: Hub, database: OpenedDatabase<TestTables>): Promise<void> {
  const context = { signal: new AbortController().signal };
  let done = 1;
  while (done > 0) {
    done = 0;
    for (const job of hub.jobs) {
      const claim = { topic: job.topic, limit: 100, leaseMs: 60_000, now: Date.now() + 9e9 };
      for (const item of await database.run(claimOutbox, claim)) {
        await job.handle(item, context);
        await database.run(completeOutbox, { ids: [item.id] });
        done += 1;
      }
    }
  }
}

/** A mailer that keeps what it is given. */
export function keepingMailer() {
  const sent: Mail[] = [];
  return {
    sent,
    /** The code of the link in the newest letter to an address. */
    code(to: string): string {
      const letter = sent.filter((mail) => mail.to === to).at(-1);
      const code = /#([\w-]{20,})/.exec(letter?.text ?? '')?.[1];
      if (code === undefined) throw new Error(`no link was sent to ${to}`);
      return code;
    },
    mailer: { send: async (mail: Mail) => void sent.push(mail), close: () => {} },
  };
}
