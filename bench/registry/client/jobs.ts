/** A blob whose content follows from its id and size alone. */
export interface BlobSpec {
  readonly id: string;
  readonly size: number;
}

export interface HashedBlob extends BlobSpec {
  readonly digest: string;
}

export interface Target {
  readonly origin: string;
  readonly repository: string;
  readonly authorization: string | undefined;
}

export interface Image {
  readonly tag: string;
  readonly config: HashedBlob;
  readonly layers: readonly HashedBlob[];
}

/** What the client process can be told to do, with what it answers. */
export interface Jobs {
  /** Untimed: hashing belongs to no measurement. */
  hash: { input: { blobs: readonly BlobSpec[] }; result: HashedBlob[] };
  /** Pushes the blobs, each client one after the other on its own connection. */
  push: {
    input: { target: Target; clients: number; blobs: readonly HashedBlob[] };
    result: { seconds: number };
  };
  /** Pushes images one after the other, six blobs at once, and then the manifest. */
  pushImages: {
    input: { target: Target; images: readonly Image[] };
    result: { seconds: number; manifestDigest: string };
  };
  /** Pulls one image so many times, six blobs at once. */
  pullImage: { input: { target: Target; tag: string; times: number }; result: { seconds: number } };
  /** Uploads one blob from each client at once, and breaks off when the time is over. */
  uploadFor: {
    input: { target: Target; clients: number; blob: HashedBlob; seconds: number };
    result: { bytes: number };
  };
}

export type JobName = keyof Jobs;

export type JobMessage = { [Name in JobName]: { name: Name; input: Jobs[Name]['input'] } }[JobName];

export type JobAnswer = { result: unknown } | { error: string };
