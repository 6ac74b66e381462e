import type { Command, Database } from '@slipway/database';
import { commandList } from '../command-list.ts';
import type { KeyRing } from './master-key.ts';
import { SecretBox } from './secret-box.ts';
import type { SecretsTables } from './secrets-tables.ts';

const proven = 'this hub has its master key';

/** The hub's secrets are sealed under keys that this process does not have. */
export class WrongMasterKeyError extends Error {
  override readonly name = 'WrongMasterKeyError';
  readonly code = 'MASTER_KEY_WRONG';
}

const addMasterKeyProof: Command<
  SecretsTables,
  { readonly id: string; readonly proof: string; readonly now: number },
  void
> = {
  name: 'hub.add-master-key-proof',
  async execute(transaction, { id, proof, now }) {
    await transaction
      .insertInto('hub_master_keys')
      .values({ id, proof, created_at: now })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
  },
};

const removeMasterKeyProofs: Command<SecretsTables, { readonly ids: readonly string[] }, void> = {
  name: 'hub.remove-master-key-proofs',
  async execute(transaction, { ids }) {
    if (ids.length === 0) return;
    await transaction.deleteFrom('hub_master_keys').where('id', 'in', ids).execute();
  },
};

/**
 * Makes sure that this process can read what others of the hub have sealed. Throws
 * WrongMasterKeyError where it cannot: a node that sealed under a key of its own would write what
 * the others cannot read.
 */
export async function proveMasterKey(
  database: Database<SecretsTables>,
  ring: KeyRing,
): Promise<void> {
  const known = await database.query.selectFrom('hub_master_keys').selectAll().execute();
  const lacking = known.filter(({ id }) => ring.find(id) === undefined);
  if (lacking.length > 0) {
    const ids = lacking.map(({ id }) => id).join(', ');
    throw new WrongMasterKeyError(
      `secrets in this database are sealed under the master key ${ids}, which this hub does not have: put back the data folder's master.key, or give the key in SLIPWAY_MASTER_KEY (every node needs the same)`,
    );
  }
  const box = new SecretBox(ring);
  for (const { id, proof } of known) box.open(proof, proofContext(id));
  const [first] = ring.keys();
  if (known.some(({ id }) => id === first.id)) return;
  const proof = box.seal(proven, proofContext(first.id));
  await database.run(addMasterKeyProof, { id: first.id, proof, now: Date.now() });
}

/** Forgets the proofs of keys that nothing is sealed under any more. */
export async function forgetMasterKeys(
  database: Database<SecretsTables>,
  ids: readonly string[],
): Promise<void> {
  await database.run(removeMasterKeyProofs, { ids });
}

function proofContext(id: string): string {
  return `hub_master_keys.proof ${id}`;
}

export const masterKeyProofCommands = commandList(addMasterKeyProof, removeMasterKeyProofs);
