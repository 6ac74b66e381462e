import { z } from 'zod';
import { byAdministrator } from './route-access.ts';
import { contract } from './route-contract.ts';

/** The keys that stored secrets are encrypted under; by their ids, which tell nothing of them. */
export const masterKeySchema = z.object({
  /** The one that encrypts. */
  current_key: z.string(),
  /** Those that secrets may still be encrypted under, until all are sealed anew. */
  older_keys: z.array(z.string()),
  /** `file`: the data folder's, which can be rotated here. `setting`: the operator's. */
  source: z.enum(['file', 'setting']),
});

export type MasterKeyStatus = z.infer<typeof masterKeySchema>;

/** The master key of the hub. */
export const masterKeyRoutes = {
  read: contract({
    id: 'master-key.read',
    method: 'GET',
    path: '/v2/administration/master-key',
    tag: 'Administration',
    summary: 'Get which master keys are in use',
    access: byAdministrator,
    answers: { 200: { description: 'The keys, by id', schema: masterKeySchema } },
  }),
  rotate: contract({
    id: 'master-key.rotate',
    method: 'POST',
    path: '/v2/administration/master-key/rotate',
    tag: 'Administration',
    summary: 'Replace the master key',
    description:
      'New secrets are encrypted under the new key at once, stored ones within some minutes; then the old key is given up.',
    access: byAdministrator,
    answers: { 200: { description: 'The keys, by id', schema: masterKeySchema } },
  }),
};
