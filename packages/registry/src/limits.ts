/** Bounds on what one request or one caller may cost. */
export interface RegistryLimits {
  /** Bytes of a manifest; the spec asks for 4 MB at least. */
  readonly manifestBytes: number;
  /** Bytes of a blob. */
  readonly blobBytes: number;
  /** A transfer that moves no byte for so many milliseconds is cut; a moving one may take hours. */
  readonly stallMs: number;
  /** An upload that nobody touched for so many milliseconds is abandoned. */
  readonly uploadExpiryMs: number;
  /** How long a request waits for an upload that another worker holds, in milliseconds. */
  readonly uploadClaimWaitMs: number;
  /** Tags that one PUT of a manifest may set. */
  readonly tagsPerPush: number;
  /** Most tags in one page, and how many where the client names no `n`. */
  readonly tagsPageSize: number;
  /** Most repositories in one page of the catalog. */
  readonly catalogPageSize: number;
  /** Most descriptors in one page of referrers. */
  readonly referrersPageSize: number;
  /** What nothing needs any more stays for so many milliseconds: pushes under way may need it. */
  readonly garbageGraceMs: number;
  /** Bytes of manifests kept in memory for reading. */
  readonly manifestCacheBytes: number;
}

const MiB = 1024 * 1024;

/** The limits that hold where nothing else is said. */
export const defaultLimits: RegistryLimits = {
  manifestBytes: 4 * MiB,
  blobBytes: 1024 * 1024 * MiB,
  stallMs: 60_000,
  uploadExpiryMs: 24 * 60 * 60 * 1000,
  uploadClaimWaitMs: 16_000,
  tagsPerPush: 100,
  tagsPageSize: 10_000,
  catalogPageSize: 1000,
  referrersPageSize: 500,
  garbageGraceMs: 24 * 60 * 60 * 1000,
  manifestCacheBytes: 64 * MiB,
};
