import type { PushHooks } from '@slipway/registry';
import type { PushParticipant } from './push-participant.ts';
import { pushParticipants } from './push-participants.ts';

/**
 * What all parts of the hub have to say of pushes and deletions, for whoever carries one out in a
 * transaction: the registry's commands and the hub's own.
 */
export const pushHooks: Required<Omit<PushHooks, 'refusePush'>> = {
  refuseTagChange: (transaction, change) =>
    firstRefusal((each) => each.refuseTagChange?.(transaction, change)),
  async pushed(transaction, event) {
    for (const each of pushParticipants) await each.pushed?.(transaction, event);
  },
  async deleted(transaction, event) {
    for (const each of pushParticipants) await each.deleted?.(transaction, event);
  },
};

/** The first reason that a part of the hub gives; undefined where none does. */
export async function firstRefusal(
  ask: (participant: PushParticipant) => Promise<string | undefined> | undefined,
): Promise<string | undefined> {
  for (const each of pushParticipants) {
    const refusal = await ask(each);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
