import { commandList } from '../command-list.ts';
import { deleteTag, restoreTag } from './tag-commands.ts';
import { updateImmutableTags } from './update-immutable-tags.ts';

/** Every command about tags. */
export const tagCommands = commandList(deleteTag, restoreTag, updateImmutableTags);
