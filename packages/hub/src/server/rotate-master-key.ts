import { existsSync } from 'node:fs';
import type { Configuration } from '../config/settings.ts';
import { addMasterKey, MasterKeyError } from '../secrets/master-key-file.ts';
import { dataFolder } from './data-folder.ts';
import { ServerError } from './server-error.ts';

/**
 * Puts a new master key before those of the data folder, whether or not a hub runs on it; gives its
 * id. The hub takes it up at once, and seals anew what lies under older ones. Throws ServerError.
 */
export function rotateMasterKey(configuration: Configuration): string {
  if (configuration.masterKey) {
    throw new ServerError(
      'the master key is set by masterKey (SLIPWAY_MASTER_KEY): put a new one before it there, with a comma between, and restart; drop the old one when the hub has sealed everything anew',
    );
  }
  const path = dataFolder(configuration).masterKey;
  if (!existsSync(path)) {
    throw new ServerError(`there is no hub in ${configuration.data} yet: start it once first`);
  }
  try {
    return addMasterKey(path);
  } catch (error) {
    throw error instanceof MasterKeyError ? new ServerError(error.message) : error;
  }
}
