import { auditPushParticipant } from '../audit/audit-push-participant.ts';
import { imagePushParticipant } from '../images/image-push-participant.ts';
import { immutableTagsParticipant } from '../tags/immutable-tags.ts';
import { figuresPushParticipant } from './figures-push-participant.ts';
import type { PushParticipant } from './push-participant.ts';

/** Who takes part in every push and deletion, in this order; each process has the same. */
export const pushParticipants: readonly PushParticipant[] = [
  immutableTagsParticipant,
  imagePushParticipant,
  figuresPushParticipant,
  auditPushParticipant,
];
