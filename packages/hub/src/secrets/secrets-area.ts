import { type MasterKeyStatus, masterKeyRoutes } from '@slipway/api';
import { implement } from '../api/hub-router.ts';
import { ProblemError } from '../api/problem-error.ts';
import { changeOrigin } from '../audit/change-origin.ts';
import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import { noteRotation } from './note-rotation.ts';
import { resealSecrets } from './reseal-secrets.ts';
import { sealedColumns } from './sealed-columns.ts';

/** The file of the master keys, as far as it is changed. */
export interface MasterKeyFile {
  /** Puts a new key first. */
  add(): void;
  /** Gives up all keys but this one, and says whether it did. */
  retire(firstId: string): boolean;
}

const everyMs = 60_000;

/** The master key: which there are, replacing it, and sealing anew what lies under an older one. */
export function secretsArea(services: HubServices, file: MasterKeyFile | undefined): HubArea {
  const { database, masterKeys, log } = services;
  const status = (): MasterKeyStatus => {
    const [current, ...older] = masterKeys.keys();
    return {
      current_key: current.id,
      older_keys: older.map(({ id }) => id),
      source: file ? 'file' : 'setting',
    };
  };
  return {
    routes: [
      implement(masterKeyRoutes.read, async () => ({ status: 200, body: status() })),
      implement(masterKeyRoutes.rotate, async (request) => {
        if (!file) {
          throw new ProblemError(
            409,
            'the master key is set by the operator: put a new one before it in masterKey (SLIPWAY_MASTER_KEY) and restart',
          );
        }
        file.add();
        const keyId = masterKeys.keys()[0].id;
        const origin = changeOrigin(services, request);
        await database.run(noteRotation, { origin, keyId });
        log.info({ account: request.subject.name, ...status() }, 'the master key was replaced');
        return { status: 200, body: status() };
      }),
    ],
    periodic: [
      {
        name: 'secrets.reseal',
        about: 'Encrypts stored secrets under the newest master key, and gives up older ones',
        everyMs,
        async run() {
          const outcome = await resealSecrets({
            ...{ database, ring: masterKeys, columns: sealedColumns, log },
            retire: (firstId) => file?.retire(firstId) ?? false,
          });
          const older = masterKeys.keys().length - 1;
          if (older === 0 && outcome.retired.length === 0) return 'one master key, nothing to do';
          const { resealed, unreadable, retired } = outcome;
          return `${resealed} sealed anew, ${unreadable} unreadable, ${retired.length} keys given up, ${older} older keys left`;
        },
      },
    ],
  };
}
