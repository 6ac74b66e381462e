import { parseDigest } from '@slipway/oci';
import type { ExistingRepositoryExchange } from '../exchange.ts';
import { sendEmpty } from '../http/respond.ts';
import { blobUnknown } from './get-blob.ts';

/**
 * DELETE of a blob (distribution spec, "Deleting Blobs"). As other registries do, a blob that a
 * manifest still names can be deleted too: whoever may delete is trusted to know, and pushing it
 * again mends the image.
 */
export async function deleteBlob(exchange: ExistingRepositoryExchange): Promise<void> {
  const { services, response, repository } = exchange;
  const digest = parseDigest(exchange.reference);
  const { database, commands } = services;
  const deleting = { repositoryId: repository.id, digest, now: services.clock() };
  const found = await database.run(commands.deleteBlob, deleting);
  if (!found) throw blobUnknown(digest);
  sendEmpty(response, 202, ['Docker-Content-Digest', digest]);
}
