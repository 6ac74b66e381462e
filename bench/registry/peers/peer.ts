import type { PeerName } from '../options.ts';

/** The repository that every measurement uses: the first administrator's own. */
export const repository = 'admin/bench';

/** A server that files are read from. */
export interface ReadPeer {
  readonly name: PeerName;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  readonly pid: number;
  /** What to send as `Authorization`, if anything; valid for some minutes. */
  authorization(): Promise<string | undefined>;
  /** Resolves to the time from the process's start until it answered, in milliseconds. */
  start(): Promise<number>;
  stop(): Promise<void>;
}

/** A registry: it is pushed to as well. */
export interface RegistryPeer extends ReadPeer {
  /** The file that holds a blob, so that a measurement can free the disk at once. */
  blobFile(digest: string): string;
}
