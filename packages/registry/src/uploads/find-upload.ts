import type { UploadState } from '@slipway/content';
import { OciError } from '@slipway/oci';
import type { ExistingRepositoryExchange } from '../exchange.ts';
import { FailureWithHeaders } from '../http/error-response.ts';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The upload that the path names, in this repository. Throws BLOB_UPLOAD_UNKNOWN. */
export async function findUpload(exchange: ExistingRepositoryExchange): Promise<UploadState> {
  const { services, reference: id, repository } = exchange;
  const state = uuid.test(id)
    ? await services.queries.upload.first({ repository: repository.id, id })
    : undefined;
  if (!state) throw uploadUnknown();
  return state;
}

/** The answer for a session that is not there: never begun, ended, cancelled or expired. */
export function uploadUnknown(): OciError {
  return new OciError(
    'BLOB_UPLOAD_UNKNOWN',
    'no such upload session: it ended, was cancelled or expired; start again with POST',
  );
}

/** The headers that say how far an upload is (distribution spec, "Pushing a blob in chunks"). */
export function uploadHeaders(repository: string, state: UploadState): string[] {
  return [
    'Location',
    `/v2/${repository}/blobs/uploads/${state.id}`,
    'Range',
    `0-${Math.max(0, state.offset - 1)}`,
    'Docker-Upload-UUID',
    state.id,
  ];
}

/** 416 with what the client needs to go on. */
export function outOfOrder(repository: string, state: UploadState): OciError {
  return new FailureWithHeaders(
    'BLOB_UPLOAD_INVALID',
    `chunks go in order: the next one starts at byte ${state.offset}`,
    {
      status: 416,
      headers: uploadHeaders(repository, state),
      detail: { offset: state.offset },
    },
  );
}
