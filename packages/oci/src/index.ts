export type { Descriptor } from './descriptor.ts';
export { descriptorDocument } from './descriptor-document.ts';
export {
  type Digest,
  type DigestAlgorithm,
  digestAlgorithm,
  digestHex,
  isDigestAlgorithm,
  makeDigest,
  parseDigest,
  tryParseDigest,
} from './digest.ts';
export {
  isOciError,
  OciError,
  type OciErrorCode,
  type OciErrorOptions,
  ociErrorCodes,
} from './errors.ts';
export type { ContainerConfig, HistoryEntry, ImageConfig } from './image-config.ts';
export { type ParsedManifest, parseManifest } from './manifest.ts';
export {
  isForeignLayer,
  isMediaType,
  type ManifestKind,
  manifestAccept,
  manifestKind,
  mediaTypeOf,
  mediaTypes,
} from './media-types.ts';
export { naturalSortKey } from './natural-order.ts';
export { formatPlatform, type Platform, platformMatches, tryParsePlatform } from './platform.ts';
export {
  formatReference,
  InvalidReferenceError,
  parseReference,
  type Reference,
  type ReferenceDefaults,
} from './reference.ts';
export {
  isNameComponent,
  officialNamespace,
  parseRepositoryName,
  parseTag,
  type RepositoryName,
  splitRepositoryName,
  type Tag,
  tryParseRepositoryName,
  tryParseTag,
} from './repository-name.ts';
