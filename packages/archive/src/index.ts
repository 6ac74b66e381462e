export {
  type Compression,
  type DecompressOptions,
  decompress,
  detectCompression,
  gzip,
  zstd,
} from './compression.ts';
export { encodeTarHeader, type TarHeaderInput } from './encode-header.ts';
export { ArchiveError, type ArchiveErrorCode } from './errors.ts';
export { peek } from './peek.ts';
export { type ReadTarOptions, readTar, type TarEntry } from './read-tar.ts';
export { type SafePathOptions, safePath } from './safe-path.ts';
export {
  createTarFile,
  openTarFile,
  type TarFile,
  type TarFileEntry,
  type TarFileWriter,
} from './tar-file.ts';
export { nameText, type TarEntryType, type TarHeader, type TarTime } from './tar-header.ts';
export { createTarStream } from './tar-stream.ts';
export { type TarInput, writeTar } from './write-tar.ts';
