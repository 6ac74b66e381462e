import type { TarInput } from '@slipway/archive';
import type { RootView } from '@slipway/runtime';
import type { CopyVertex } from '../graph/vertex.ts';

/**
 * A tree of files on this machine to copy from: a context's folder, or a mounted root. Nothing read
 * through it comes from outside `folder`, whatever symlinks, races or `..` say.
 */
export interface FileTree {
  /** Absolute path of a real folder. */
  readonly folder: string;
  /** Contexts: whose files belong to 0:0 whoever owns them here. Roots keep their owners. */
  readonly ownedByRoot: boolean;
  /** Of an unpacked archive: the owners that the archive names, where they are not root, by path. */
  readonly owners?: ReadonlyMap<string, { readonly uid: number; readonly gid: number }>;
  /** Whether `.dockerignore` hides this path (relative, `/` between names) from the build. Absent: nothing is hidden. */
  hides?(path: string, type: 'file' | 'directory'): 'no' | 'yes' | 'all-below';
  /** Remembers digests of files by path, size, inode and times, so that unchanged ones are not read again. */
  readonly digests?: FileDigestCache;
}

/** By what a file is known to be unchanged, as `lstat` says. */
export interface FileIdentity {
  readonly size: number;
  readonly ino: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}

/** What is remembered of the files of one tree, from build to build. */
export interface FileDigestCache {
  get(path: string, identity: FileIdentity): string | undefined;
  set(path: string, identity: FileIdentity, value: string): void;
  /** Keeps what was learnt. */
  save(): Promise<void>;
}

/** A COPY or ADD with its inputs at hand. */
export interface CopyInput {
  readonly vertex: CopyVertex;
  /** For each source of kind `path`, in the order of `vertex.sources`: its tree. Others: undefined. */
  readonly trees: readonly (FileTree | undefined)[];
  /** What is below: asked for the destination's symlinks and directories, and for users' names. */
  readonly parent: RootView;
  /** Times of the entries made here (directories, heredocs); seconds. */
  readonly sourceDateEpoch: number | undefined;
  readonly signal: AbortSignal;
  onProgress?(progress: {
    readonly id: string;
    readonly current: number;
    readonly total?: number;
  }): void;
}

/** A copy whose sources have been found and digested. */
export interface PreparedCopy {
  /**
   * Of all that decides the layer's content but the parent: names, types, modes, owners, link
   * targets, content. Never times.
   */
  readonly digest: string;
  /** The layer: parents first, sorted. Read once. */
  entries(): AsyncIterable<TarInput>;
  /** Removes what was fetched for it. */
  close(): Promise<void>;
}

/** Prepares COPY and ADD. Throws a BuildError (COPY_FAILED) for sources that are absent. */
export type PrepareCopy = (input: CopyInput) => Promise<PreparedCopy>;

/** The contexts of one build, opened when asked for. */
export interface BuildContexts {
  /** The Dockerfile: its name for messages and its bytes. Throws CONTEXT_UNAVAILABLE. */
  readDockerfile(): Promise<{ readonly fileName: string; readonly text: Uint8Array }>;
  /** The files of a context: `context` is the main one. Throws CONTEXT_UNAVAILABLE. */
  tree(name: string): Promise<FileTree>;
  /** Time the context itself gives (`SOURCE_DATE_EPOCH=context`): git commit, Last-Modified; seconds. */
  time(name: string): Promise<number | undefined>;
  /** Removes what was unpacked, saves digest caches. */
  close(): Promise<void>;
}
