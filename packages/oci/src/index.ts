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
export { isOciError, OciError, type OciErrorCode, type OciErrorOptions, ociErrorCodes } from './errors.ts';
