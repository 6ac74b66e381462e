import type { AnyCommand } from '@slipway/database';
import type { RegistryTables } from '@slipway/registry';
import type { HubTables } from './tables.ts';

/**
 * Commands of different inputs and answers as one list. Through a function, since the type of an array of
 * them is a union that the compiler reduces by comparing each with each, for minutes.
 */
export function commandList(
  ...commands: readonly unknown[]
): readonly AnyCommand<HubTables & RegistryTables>[] {
  return commands as readonly AnyCommand<HubTables & RegistryTables>[];
}
