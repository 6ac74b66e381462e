import { describe, expect, it } from 'vitest';
import { isOciError, OciError, ociErrorCodes } from './index.ts';

/** Distribution spec, "Error Codes", code-1 to code-14; written by hand from its table. */
const specified = [
  'BLOB_UNKNOWN',
  'BLOB_UPLOAD_INVALID',
  'BLOB_UPLOAD_UNKNOWN',
  'DENIED',
  'DIGEST_INVALID',
  'MANIFEST_BLOB_UNKNOWN',
  'MANIFEST_INVALID',
  'MANIFEST_UNKNOWN',
  'NAME_INVALID',
  'NAME_UNKNOWN',
  'SIZE_INVALID',
  'TOOMANYREQUESTS',
  'UNAUTHORIZED',
  'UNSUPPORTED',
];

describe('error codes', () => {
  it('are the spec’s, no more and no fewer', () => {
    expect(Object.keys(ociErrorCodes).sort()).toEqual(specified);
  });

  it('give an error its usual status and message, unless it says more', () => {
    expect(new OciError('DENIED')).toMatchObject({
      status: 403,
      message: ociErrorCodes.DENIED.message,
    });
    expect(new OciError('SIZE_INVALID', 'too large', { status: 413 })).toMatchObject({
      status: 413,
      message: 'too large',
    });
    expect(isOciError(new OciError('DENIED'))).toBe(true);
    expect(isOciError(new Error('DENIED'))).toBe(false);
  });
});
