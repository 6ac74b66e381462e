import type { Digest } from './digest.ts';
import type { Platform } from './platform.ts';

/** Image spec, "OCI Content Descriptors": what a blob is, its digest and its size. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  readonly urls?: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly artifactType?: string;
  /** In an index: what the described image runs on. */
  readonly platform?: Platform;
}
