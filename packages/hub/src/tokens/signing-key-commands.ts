import type { Command } from '@slipway/database';
import { type AuditActor, recordAudit } from '../audit/record-audit.ts';
import type { HubTables } from '../tables.ts';

/** A key that another process may not have read yet signs nothing for this long. */
export const publicationMilliseconds = 60_000;

export interface EnsureSigningKey {
  readonly kid: string;
  /** JSON of the private key to add if one is due, sealed. */
  readonly sealedJwk: string;
  readonly now: number;
  readonly maximumAgeMilliseconds: number;
  /** For how long what an old key signed may be in use. */
  readonly tokenLifeMilliseconds: number;
  /**
   * `due`: only where none is younger than the maximum age. `rotate`: in any case. `compromised`:
   * in any case, and what other keys signed is void at once.
   */
  readonly reason: 'due' | 'rotate' | 'compromised';
  /** Keys that this process cannot open: for it there are none. */
  readonly unreadable: readonly string[];
  /** Who asks for it; undefined: the hub itself, as often as it does. */
  readonly actor?: AuditActor | undefined;
}

/** Adds a signing key where one is due, and ends older ones when their last tokens have expired. */
export const ensureSigningKey: Command<HubTables, EnsureSigningKey, { added: boolean }> = {
  name: 'hub.ensure-signing-key',
  async execute(transaction, input) {
    const { now } = input;
    await transaction.deleteFrom('hub_signing_keys').where('verifies_until', '<', now).execute();
    if (input.reason === 'compromised') await transaction.deleteFrom('hub_signing_keys').execute();
    const newest = await transaction
      .selectFrom('hub_signing_keys')
      .select('signs_from')
      .$if(input.unreadable.length > 0, (query) =>
        query.where('kid', 'not in', [...input.unreadable]),
      )
      .orderBy('signs_from', 'desc')
      .limit(1)
      .executeTakeFirst();
    const due = newest === undefined || newest.signs_from + input.maximumAgeMilliseconds <= now;
    if (!due && input.reason === 'due') return { added: false };
    const signsFrom = newest === undefined ? now : now + publicationMilliseconds;
    await transaction
      .updateTable('hub_signing_keys')
      .set({ verifies_until: signsFrom + input.tokenLifeMilliseconds + publicationMilliseconds })
      .where('verifies_until', 'is', null)
      .execute();
    await transaction
      .insertInto('hub_signing_keys')
      .values({
        kid: input.kid,
        sealed_jwk: input.sealedJwk,
        created_at: now,
        signs_from: signsFrom,
        verifies_until: null,
      })
      .execute();
    if (input.actor) {
      await recordAudit(transaction, {
        namespaceId: input.actor.id ?? 0,
        action: 'hub.signing_key.rotate',
        ...{ name: input.kid, actor: input.actor, data: { reason: input.reason }, at: now },
      });
    }
    return { added: true };
  },
};
