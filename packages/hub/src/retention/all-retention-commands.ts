import { commandList } from '../command-list.ts';
import {
  applyRetention,
  setNamespaceRetention,
  setRepositoryRetention,
} from './retention-commands.ts';

/** Every command about retention. */
export const retentionCommands = commandList(
  applyRetention,
  setRepositoryRetention,
  setNamespaceRetention,
);
