import type { AnyCommand } from '@slipway/database';
import { deleteBlobCommand, linkBlobCommand, mountBlobCommand } from './blobs/blob-commands.ts';
import {
  beginGarbageRunCommand,
  endGarbageRunCommand,
} from './garbage-collection/garbage-run-commands.ts';
import { renewBlobCommand, renewLinkCommand } from './garbage-collection/lease.ts';
import {
  adoptRemovalsCommand,
  condemnGarbageCommand,
  condemnOrphansCommand,
  finishRemovalsCommand,
  pruneRemovalsCommand,
  unlinkGarbageCommand,
} from './garbage-collection/sweep-commands.ts';
import { deleteManifestCommand, deleteTagCommand } from './manifests/delete-manifest-commands.ts';
import { putManifestCommand } from './manifests/put-manifest-command.ts';
import type { RepositoryOwner } from './ports/authority.ts';
import type { RegistryTables } from './schema/tables.ts';
import {
  beginUploadCommand,
  claimAbandonedUploadsCommand,
  claimUploadCommand,
  removeUploadsCommand,
  renewUploadCommand,
  saveUploadCommand,
} from './uploads/upload-commands.ts';

/** Every command of the registry, by what it does. */
export type RegistryCommands = ReturnType<typeof makeRegistryCommands>;

/** They close over `owner` alone, which every process builds the same way. */
export function makeRegistryCommands(owner: RepositoryOwner) {
  return {
    putManifest: putManifestCommand(owner),
    deleteManifest: deleteManifestCommand(owner),
    deleteTag: deleteTagCommand(owner),
    linkBlob: linkBlobCommand(owner),
    mountBlob: mountBlobCommand(owner),
    deleteBlob: deleteBlobCommand,
    beginUpload: beginUploadCommand(owner),
    claimUpload: claimUploadCommand,
    renewUpload: renewUploadCommand,
    saveUpload: saveUploadCommand,
    removeUploads: removeUploadsCommand,
    claimAbandonedUploads: claimAbandonedUploadsCommand,
    renewLink: renewLinkCommand,
    renewBlob: renewBlobCommand,
    unlinkGarbage: unlinkGarbageCommand,
    condemnGarbage: condemnGarbageCommand,
    condemnOrphans: condemnOrphansCommand,
    adoptRemovals: adoptRemovalsCommand,
    finishRemovals: finishRemovalsCommand,
    pruneRemovals: pruneRemovalsCommand,
    beginGarbageRun: beginGarbageRunCommand,
    endGarbageRun: endGarbageRunCommand,
  };
}

/** What `openDatabase` is to be given in `commands`, in every process. */
export function registryCommands(owner: RepositoryOwner): readonly AnyCommand<RegistryTables>[] {
  return Object.values(makeRegistryCommands(owner));
}
