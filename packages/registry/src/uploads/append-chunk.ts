import type { UploadState } from '@slipway/content';
import type { ExistingRepositoryExchange } from '../exchange.ts';
import { bodyChunks } from '../http/request-body.ts';
import { sendEmpty } from '../http/respond.ts';
import { type ChunkRange, rangeMismatch, readContentRange } from './content-range.ts';
import { findUpload, outOfOrder, uploadHeaders } from './find-upload.ts';
import { type HeldUpload, holdUpload } from './held-upload.ts';
import { withUploadSlot } from './upload-slot.ts';

/**
 * PATCH of an upload (distribution spec, "Pushing a blob in chunks"): a chunk with Content-Range, or
 * a stream without. What arrived before a connection dropped is kept.
 */
export async function appendChunk(exchange: ExistingRepositoryExchange): Promise<void> {
  const range = readContentRange(exchange.request);
  const found = await findUpload(exchange);
  refuseOutOfOrder(exchange, found, range);
  await withUploadSlot(exchange, async () => {
    const held = await holdUpload(exchange, found.id);
    try {
      const state = await receiveChunk(exchange, held, range);
      await held.save(state);
      sendEmpty(exchange.response, 202, uploadHeaders(exchange.repository.name, state));
    } finally {
      held.release();
    }
  });
}

/**
 * Appends the request's body to a claimed upload. Whatever goes wrong, the claim has ended and the
 * upload stands where the client can go on from.
 */
export async function receiveChunk(
  exchange: ExistingRepositoryExchange,
  held: HeldUpload,
  range: ChunkRange | undefined,
): Promise<UploadState> {
  const { services, request } = exchange;
  const { limits, content } = services;
  let keep = held.state;
  try {
    refuseOutOfOrder(exchange, held.state, range);
    const source = held.guard(bodyChunks(request, limits.stallMs));
    const options = { signal: held.signal, maximumSize: limits.blobBytes };
    const outcome = await content.append(held.state, source, options);
    const received = outcome.state.offset - held.state.offset;
    if (outcome.interrupted) {
      if (!range || received <= range.length) keep = outcome.state;
      throw outcome.cause;
    }
    if (range && received !== range.length) throw rangeMismatch(range.length, received);
    return outcome.state;
  } catch (error) {
    await held.save(keep);
    throw error;
  }
}

/** Distribution spec: "If a chunk is uploaded out of order, the registry MUST respond with 416". */
export function refuseOutOfOrder(
  { repository }: ExistingRepositoryExchange,
  state: UploadState,
  range: ChunkRange | undefined,
): void {
  if (range && range.start !== state.offset) throw outOfOrder(repository.name, state);
}
