import type { Digest } from '@slipway/oci';
import type { RepositoryExchange } from '../exchange.ts';
import { leaseBlob } from '../garbage-collection/lease.ts';
import { storeSafely } from '../garbage-collection/store-safely.ts';
import { bodyChunks } from '../http/request-body.ts';
import { sendEmpty } from '../http/respond.ts';
import type { RepositoryHandle } from '../ports/authority.ts';
import { withUploadSlot } from './upload-slot.ts';

/**
 * Takes a blob whose body comes in this one request: hashed while it streams, durable before its
 * row is written. Throws DIGEST_INVALID, SIZE_INVALID; nothing is kept then.
 */
export async function receiveWhole(
  exchange: RepositoryExchange,
  digest: Digest,
  uploadId?: string,
): Promise<RepositoryHandle> {
  const { services, request } = exchange;
  const { limits } = services;
  await leaseBlob(services, digest);
  const { size } = await withUploadSlot(exchange, () =>
    services.content.put(digest, bodyChunks(request, limits.stallMs), {
      maximumSize: limits.blobBytes,
    }),
  );
  return await linkBlob(exchange, { digest, size }, uploadId);
}

/** Writes the row that lets the repository read a blob which is durable already. */
export async function linkBlob(
  { services, caller, name }: RepositoryExchange,
  blob: { readonly digest: Digest; readonly size: number },
  uploadId?: string,
): Promise<RepositoryHandle> {
  const { digest, size } = blob;
  return await storeSafely(services, digest, (removal) =>
    services.database.run(services.commands.linkBlob, {
      caller,
      name,
      now: services.clock(),
      digest,
      size,
      removal,
      ...(uploadId === undefined ? {} : { uploadId }),
    }),
  );
}

/** 201 for a blob that the repository now has. */
export function sendCreated(
  { response }: RepositoryExchange,
  repository: RepositoryHandle,
  digest: Digest,
): void {
  sendEmpty(response, 201, [
    'Location',
    `/v2/${repository.name}/blobs/${digest}`,
    'Docker-Content-Digest',
    digest,
  ]);
}
