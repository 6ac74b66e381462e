import {
  applyRetention,
  setNamespaceRetention,
  setRepositoryRetention,
} from './retention-commands.ts';

/** Every command about retention. */
export const retentionCommands = [
  applyRetention,
  setRepositoryRetention,
  setNamespaceRetention,
] as const;
