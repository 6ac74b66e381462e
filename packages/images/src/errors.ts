export type ImageStoreErrorCode =
  /** A shortened digest is the beginning of several. */
  | 'AMBIGUOUS'
  /** A manifest or a config in the store cannot be read. */
  | 'DAMAGED';

/** Why the local store cannot answer; `message` says what to do. */
export class ImageStoreError extends Error {
  override readonly name = 'ImageStoreError';
  readonly code: ImageStoreErrorCode;

  constructor(code: ImageStoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
  }
}
