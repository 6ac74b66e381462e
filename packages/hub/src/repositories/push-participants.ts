import { auditPushParticipant } from '../audit/audit-push-participant.ts';
import type { PushParticipant } from './push-participant.ts';

/** Who takes part in every push and deletion, in this order; each process has the same. */
export const pushParticipants: readonly PushParticipant[] = [auditPushParticipant];
