import { commandList } from '../command-list.ts';
import { deleteImages } from './delete-images.ts';
import { markStale, writeFacts, writeNamespaceStorage } from './facts-commands.ts';
import { forgetImages, keepImages } from './image-commands.ts';

/** Every command about images. */
export const imageCommands = commandList(
  ...[keepImages, forgetImages, deleteImages],
  ...[writeFacts, markStale, writeNamespaceStorage],
);
