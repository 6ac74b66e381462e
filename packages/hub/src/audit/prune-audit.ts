import type { Command, Database } from '@slipway/database';
import { commandList } from '../command-list.ts';
import type { PeriodicJob } from '../jobs/job.ts';
import type { Clock } from '../ports/clock.ts';
import type { AuditTables } from './audit-tables.ts';

const atOnce = 1000;

/** Forgets the oldest events before a time, so many at once; says how many it were. */
export const pruneAudit: Command<AuditTables, { readonly before: number }, number> = {
  name: 'hub.prune-audit',
  // What is deleted is old: nobody writes there.
  isolation: 'read committed',
  async execute(transaction, { before }) {
    const gone = await transaction
      .deleteFrom('hub_audit_events')
      .where('id', 'in', (query) =>
        query
          .selectFrom('hub_audit_events')
          .select('id')
          .where('at', '<', before)
          .orderBy('at')
          .limit(atOnce),
      )
      .returning('id')
      .execute();
    return gone.length;
  },
};

export const auditCommands = commandList(pruneAudit);

/** Forgets what the audit log has kept for as long as it is to. */
export function pruneAuditPeriodically(options: {
  readonly database: Database<AuditTables>;
  readonly clock: Clock;
  readonly keepSeconds: number;
}): PeriodicJob {
  const { database, clock, keepSeconds } = options;
  return {
    name: 'hub.prune-audit',
    about: 'Forgets what the audit log has kept long enough',
    everyMs: 3_600_000,
    async run({ signal }) {
      let forgotten = 0;
      while (!signal.aborted) {
        const before = clock() - keepSeconds * 1000;
        const gone = await database.run(pruneAudit, { before });
        forgotten += gone;
        if (gone < atOnce) break;
      }
      return `${forgotten} events forgotten`;
    },
  };
}
