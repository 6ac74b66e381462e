import type { UploadState } from '@slipway/content';
import { type Digest, isOciError, OciError, parseDigest } from '@slipway/oci';
import type { ExistingRepositoryExchange } from '../exchange.ts';
import { leaseBlob } from '../garbage-collection/lease.ts';
import { queryValue } from '../http/query-parameters.ts';
import { hasBody } from '../http/request-body.ts';
import type { RepositoryHandle } from '../ports/authority.ts';
import { receiveChunk, refuseOutOfOrder } from './append-chunk.ts';
import { type ChunkRange, readContentRange } from './content-range.ts';
import { findUpload } from './find-upload.ts';
import { holdUpload, uploadBusy } from './held-upload.ts';
import { linkBlob, receiveWhole, sendCreated } from './receive-blob.ts';
import { withUploadSlot } from './upload-slot.ts';

/**
 * PUT of an upload: its last bytes, if any, and its digest. The upload ends here, whether the digest
 * fits (201) or not (DIGEST_INVALID).
 */
export async function finishUpload(exchange: ExistingRepositoryExchange): Promise<void> {
  const digest = readDigest(exchange.query);
  const range = readContentRange(exchange.request);
  const state = await findUpload(exchange);
  refuseOutOfOrder(exchange, state, range);
  const repository =
    state.offset === 0 && hasBody(exchange.request)
      ? await finishWhole(exchange, digest, state)
      : await finishHeld(exchange, digest, { id: state.id, range });
  sendCreated(exchange, repository, digest);
}

function readDigest(query: string): Digest {
  const text = queryValue(query, 'digest');
  if (text !== undefined) return parseDigest(text);
  throw new OciError(
    'DIGEST_INVALID',
    'closing an upload takes ?digest=<digest of the whole blob>',
  );
}

/** The whole blob comes in this request, so it need not pass through the upload. */
async function finishWhole(
  exchange: ExistingRepositoryExchange,
  digest: Digest,
  state: UploadState,
): Promise<RepositoryHandle> {
  const { services } = exchange;
  const { content, database, commands, localUploads } = services;
  if (localUploads.has(state.id)) throw uploadBusy();
  try {
    return await receiveWhole(exchange, digest, state.id);
  } catch (error) {
    if (isOciError(error) && error.code === 'DIGEST_INVALID') {
      await database.run(commands.removeUploads, { ids: [state.id], holder: null });
      await content.abort(state);
    }
    throw error;
  }
}

async function finishHeld(
  exchange: ExistingRepositoryExchange,
  digest: Digest,
  { id, range }: { readonly id: string; readonly range: ChunkRange | undefined },
): Promise<RepositoryHandle> {
  const { services, request } = exchange;
  return await withUploadSlot(exchange, async () => {
    const held = await holdUpload(exchange, id);
    try {
      await leaseBlob(services, digest);
      const complete = hasBody(request) ? await receiveChunk(exchange, held, range) : held.state;
      const blob = await services.content.commit(complete, digest).catch(async (error) => {
        if (isOciError(error)) await held.remove();
        else await held.save(held.state);
        throw error;
      });
      return await linkBlob(exchange, blob, id);
    } finally {
      held.release();
    }
  });
}
