import { parseDigest, parseTag } from '@slipway/oci';
import type { ExistingRepositoryExchange } from '../exchange.ts';
import { sendEmpty } from '../http/respond.ts';
import { manifestUnknown } from './get-manifest.ts';

/**
 * DELETE of a manifest by digest, with the tags that name it, or of a tag alone
 * (distribution spec, "Deleting tags", "Deleting Manifests").
 */
export async function deleteManifest(exchange: ExistingRepositoryExchange): Promise<void> {
  const { services, response, repository, reference, caller } = exchange;
  const { database, commands } = services;
  const client = exchange.context.client;
  const deleting = { repositoryId: repository.id, caller, client, now: services.clock() };
  const found = reference.includes(':')
    ? await database.run(commands.deleteManifest, { ...deleting, digest: parseDigest(reference) })
    : await database.run(commands.deleteTag, { ...deleting, tag: parseTag(reference) });
  if (!found) throw manifestUnknown(reference);
  sendEmpty(response, 202, []);
}
