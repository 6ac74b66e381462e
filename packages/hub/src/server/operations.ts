import { statfs } from 'node:fs/promises';
import type { CommandChannel } from '@slipway/database';
import type { Configuration } from '../config/settings.ts';
import type { HubOperations, ProcessFacts, SettingFacts } from '../ports/hub-operations.ts';
import { dataFolder } from './data-folder.ts';

/** What workers ask the primary for administrators. */
export const operationNames = {
  settings: 'server.settings',
  processes: 'server.processes',
} as const;

/** A process's view of the whole hub: what the primary knows, and the disk below the store. */
export function hubOperations(
  configuration: Configuration,
  primary: CommandChannel,
): HubOperations {
  return {
    settings: async () =>
      (await primary.send(operationNames.settings, null)) as readonly SettingFacts[],
    processes: async () => (await primary.send(operationNames.processes, null)) as ProcessFacts,
    async disk() {
      const { bsize, bavail, blocks } = await statfs(dataFolder(configuration).content);
      return { free: bsize * bavail, total: bsize * blocks };
    },
  };
}
