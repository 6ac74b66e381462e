export {
  createFilesystemStore,
  type FilesystemStore,
  type FilesystemStoreOptions,
} from './adapters/filesystem-store.ts';
export { createMemoryStore } from './adapters/memory-store.ts';
export { StoreError, type StoreErrorCode } from './errors.ts';
export { createVerifier, digestBytes, type Verifier } from './hashing.ts';
export type {
  BlobDeleter,
  BlobLister,
  BlobReader,
  BlobStat,
  BlobWriter,
  ByteRange,
  ContentStore,
  DeleteOptions,
  InterruptedAppend,
  OpenBlob,
  StoreHealth,
  UploadState,
  UploadWriter,
  WriteOptions,
} from './ports.ts';
