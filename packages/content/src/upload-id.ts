import { OciError } from '@slipway/oci';

const uploadId = /^[A-Za-z0-9_-]{1,64}$/;

/** Throws BLOB_UPLOAD_UNKNOWN where `id` is none that a store takes: it becomes part of a name. */
export function checkUploadId(id: string): void {
  if (!uploadId.test(id)) throw unknownUpload(id, 'it is no upload id');
}

/** BLOB_UPLOAD_UNKNOWN, with what is wrong. */
export function unknownUpload(id: string, why: string): OciError {
  const shown = JSON.stringify(id.slice(0, 64));
  return new OciError('BLOB_UPLOAD_UNKNOWN', `upload ${shown}: ${why}: start it again`);
}
