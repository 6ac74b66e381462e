import type { LineRange } from '@slipway/dockerfile';
import type { ContainerConfig, HistoryEntry, ImageConfig, Platform } from '@slipway/oci';
import type { ResolvedImage } from '../ports/images.ts';

/** What every vertex of the graph has. Vertices are immutable and compared by identity. */
interface VertexBase {
  /** What progress shows: `[build 3/5] RUN npm ci`. */
  readonly name: string;
  /** The stage it belongs to, for progress and --no-cache-filter: its name, or its index as text. */
  readonly stage: string | undefined;
  readonly platform: Platform;
  /** Where it stands in the Dockerfile; absent for what the builder adds. */
  readonly lines?: LineRange;
  /** Never taken from the cache (--no-cache, --no-cache-filter); its result is stored all the same. */
  readonly ignoreCache: boolean;
}

/** An empty root file system. */
export interface ScratchVertex extends VertexBase {
  readonly kind: 'scratch';
}

/** An image's root file system. Its layers are fetched when something needs their content. */
export interface ImageVertex extends VertexBase {
  readonly kind: 'image';
  readonly image: ResolvedImage;
}

/** The files of a build context: a tree to copy from, never a parent. */
export interface ContextVertex extends VertexBase {
  readonly kind: 'context';
  /** `context` is the main one; others are named ones, by name. */
  readonly context: string;
}

/** A directory that WORKDIR makes where it is absent. */
export interface DirectoryVertex extends VertexBase {
  readonly kind: 'directory';
  readonly parent: RootVertex;
  /** Absolute and clean. */
  readonly path: string;
  /** Who owns what is made (USER, as in the image config); root where absent. */
  readonly user?: string;
}

/** Where COPY and ADD take files from. */
export type CopySource =
  | {
      readonly kind: 'path';
      readonly from: RootVertex | ContextVertex;
      /** As written, with wildcards, expanded; relative to the root of `from`. */
      readonly path: string;
    }
  | { readonly kind: 'heredoc'; readonly name: string; readonly content: string }
  | { readonly kind: 'url'; readonly url: string; readonly checksum?: string }
  | {
      readonly kind: 'git';
      readonly url: string;
      readonly keepGitDir: boolean;
      readonly checksum?: string;
    };

/** COPY or ADD: a layer of files on top of `parent`. */
export interface CopyVertex extends VertexBase {
  readonly kind: 'copy';
  readonly instruction: 'COPY' | 'ADD';
  readonly parent: RootVertex;
  readonly sources: readonly CopySource[];
  /** Absolute (WORKDIR joined); a trailing slash, or `/.`, is kept: it makes a difference. */
  readonly destination: string;
  /** Expanded, as written: `user`, `user:group`, numbers. */
  readonly chown?: string;
  /** Expanded: octal or symbolic. */
  readonly chmod?: string;
  readonly link: boolean;
  readonly parents: boolean;
  readonly exclude: readonly string[];
  /** Of archives (ADD): by default local tars are unpacked and fetched ones are not. */
  readonly unpack?: boolean;
}

/** One `RUN --mount`, with what it needs. */
export type VertexMount =
  | {
      readonly type: 'bind';
      readonly target: string;
      readonly from: RootVertex | ContextVertex;
      readonly source: string;
      readonly readOnly: boolean;
    }
  | {
      readonly type: 'cache';
      readonly target: string;
      readonly id: string;
      readonly sharing: 'shared' | 'private' | 'locked';
      readonly readOnly: boolean;
      /** What a new cache starts with. */
      readonly from?: RootVertex | ContextVertex;
      readonly source?: string;
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
    }
  | { readonly type: 'tmpfs'; readonly target: string; readonly size?: number }
  | {
      readonly type: 'secret';
      readonly id: string;
      /** Absent where the secret is only put into `env`. */
      readonly target?: string;
      readonly env?: string;
      readonly required: boolean;
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
    }
  | {
      readonly type: 'ssh';
      readonly id: string;
      readonly target: string;
      readonly required: boolean;
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
    };

/** RUN: a command in a container whose changes become a layer. */
export interface RunVertex extends VertexBase {
  readonly kind: 'run';
  readonly parent: RootVertex;
  /** The process's arguments, shell included. */
  readonly arguments: readonly string[];
  /** Here-documents to be put under `/dev/pipes/` as executables, by file name. */
  readonly files: readonly { readonly name: string; readonly content: string }[];
  /** `NAME=value` in the order they were last set; of an ARG and an ENV of one name the later counts. */
  readonly environment: readonly string[];
  /** Predefined proxy arguments: given to the process, no part of the cache key. */
  readonly hiddenEnvironment: readonly string[];
  readonly workingDirectory: string;
  /** As in the image config: `user[:group]`, empty for root. */
  readonly user: string;
  readonly mounts: readonly VertexMount[];
  readonly network: 'default' | 'none' | 'host';
  readonly security: 'sandbox' | 'insecure';
  readonly hostname: string;
  /** `name:address` of --add-host. */
  readonly extraHosts: readonly string[];
  /** Bytes of /dev/shm; undefined for the default. */
  readonly shmSize?: number;
  readonly ulimits: readonly {
    readonly name: string;
    readonly soft: number;
    readonly hard: number;
  }[];
}

/** What yields a root file system. */
export type RootVertex = ScratchVertex | ImageVertex | DirectoryVertex | CopyVertex | RunVertex;

export type Vertex = RootVertex | ContextVertex;

/** Docker's members of a container config, beside the image spec's. */
export interface BuiltConfig extends ContainerConfig {
  readonly OnBuild?: readonly string[] | null;
  readonly Shell?: readonly string[] | null;
  readonly ArgsEscaped?: boolean;
  readonly Healthcheck?: {
    readonly Test?: readonly string[];
    readonly Interval?: number;
    readonly Timeout?: number;
    readonly StartPeriod?: number;
    readonly StartInterval?: number;
    readonly Retries?: number;
  };
}

/** One history entry to be, and the vertex whose layer belongs to it (none: an empty layer). */
export interface PlannedHistory {
  readonly createdBy: string;
  readonly comment: string;
  readonly vertex?: DirectoryVertex | CopyVertex | RunVertex;
}

/** One platform's image to be. */
export interface PlannedImage {
  readonly platform: Platform;
  readonly root: RootVertex;
  readonly config: BuiltConfig;
  readonly author?: string;
  /** The base image's own, whose layers lie under `root`. */
  readonly base:
    | { readonly config: ImageConfig; readonly history: readonly HistoryEntry[] }
    | undefined;
  readonly history: readonly PlannedHistory[];
}

/** One stage as planned, whether it is needed or not: for the summary. */
export interface PlannedStage {
  readonly name: string;
  readonly platform: Platform;
  /** Undefined for a stage that is not needed: nothing of it is looked at. */
  readonly root: RootVertex | undefined;
  /** Whether the target needs it. */
  readonly needed: boolean;
}

/** All that one build does. */
export interface BuildPlan {
  readonly images: readonly PlannedImage[];
  readonly stages: readonly PlannedStage[];
  /** Seconds since 1970; undefined where nothing sets it. */
  readonly sourceDateEpoch: number | undefined;
  readonly warnings: readonly { readonly message: string; readonly lines?: LineRange }[];
}
