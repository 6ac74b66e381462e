import type { ExistingRepositoryExchange } from '../exchange.ts';
import { sendEmpty } from '../http/respond.ts';
import { findUpload, uploadHeaders } from './find-upload.ts';
import { holdUpload } from './held-upload.ts';

/** GET of an upload: how far it is. */
export async function getUpload(exchange: ExistingRepositoryExchange): Promise<void> {
  const state = await findUpload(exchange);
  sendEmpty(exchange.response, 204, uploadHeaders(exchange.repository.name, state));
}

/** DELETE of an upload (distribution spec, "Cancel a blob upload"). */
export async function cancelUpload(exchange: ExistingRepositoryExchange): Promise<void> {
  const { id } = await findUpload(exchange);
  const held = await holdUpload(exchange, id);
  try {
    await exchange.services.content.abort(held.state);
    await held.remove();
  } finally {
    held.release();
  }
  sendEmpty(exchange.response, 204, ['Docker-Upload-UUID', id]);
}
