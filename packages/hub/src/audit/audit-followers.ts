import type { Transaction } from 'kysely';
import { tellWebhooks } from '../webhooks/follow-audit.ts';
import type { AuditEvent } from './record-audit.ts';

/** Told of everything that is noted, in the same transaction. Reads and writes rows only. */
export type AuditFollower = (
  // biome-ignore lint/suspicious/noExplicitAny: each follower's tables are its own; the transaction carries them
  transaction: Transaction<any>,
  event: AuditEvent,
) => Promise<void>;

/** Who is told of what was done; each process has the same. */
export const auditFollowers: readonly AuditFollower[] = [tellWebhooks];
