import type { Platform } from '@slipway/oci';

/** Where a context's files come from. */
export type ContextSource =
  | { readonly kind: 'directory'; readonly path: string }
  /** A tar, plain or compressed: standard input. */
  | { readonly kind: 'tar'; readonly stream: AsyncIterable<Uint8Array> }
  /** A Git URL with its fragment or query. */
  | { readonly kind: 'git'; readonly url: string }
  /** A tar, or a single Dockerfile, by HTTP. */
  | { readonly kind: 'http'; readonly url: string }
  /** Named contexts alone: `docker-image://`, `oci-layout://path[:tag|@digest]`. */
  | { readonly kind: 'image'; readonly reference: string }
  | { readonly kind: 'oci-layout'; readonly path: string; readonly reference?: string }
  /** `-f -` with no context. */
  | { readonly kind: 'empty' };

/** `--output`. */
export interface OutputRequest {
  readonly type: 'image' | 'oci' | 'docker' | 'local' | 'tar' | 'registry' | 'cacheonly';
  /** A folder or file; `-` for standard output. */
  readonly destination?: string;
  /** All other keys as given: compression, compression-level, oci-mediatypes, rewrite-timestamp, name… */
  readonly attributes: Readonly<Record<string, string>>;
}

/** `--cache-from` and `--cache-to`. */
export interface CacheRequest {
  readonly type: 'registry' | 'local' | 'inline';
  /** ref, src, dest, mode, tag, digest, ignore-error… as given. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** `--secret id=,src=` or `env=`; read when a step asks for it. */
export interface SecretRequest {
  readonly id: string;
  readonly file?: string;
  readonly environmentVariable?: string;
}

/** `--ssh id[=socket|key,key]`. */
export interface SshRequest {
  readonly id: string;
  /** Empty: SSH_AUTH_SOCK. */
  readonly paths: readonly string[];
}

/** All that the user asks for, checked for form by the command. */
export interface BuildRequest {
  /** Where the Dockerfile is read: in the main context by default. */
  readonly dockerfile:
    | { readonly kind: 'in-context'; readonly path: string | undefined }
    /** Outside the context, or by `-f -`. */
    | {
        readonly kind: 'text';
        readonly fileName: string;
        readonly text: Uint8Array;
        /** `<name>.dockerignore` beside it, which goes before the context's own. */
        readonly ignoreFile?: Uint8Array;
      };
  readonly context: ContextSource;
  readonly namedContexts: ReadonlyMap<string, ContextSource>;
  readonly target?: string;
  /** Empty: the machine's own. */
  readonly platforms: readonly Platform[];
  readonly buildArguments: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** Keys with their level: `manifest` (default), `index`, `manifest-descriptor`, `index-descriptor`. */
  readonly annotations: readonly {
    readonly level: 'manifest' | 'index' | 'manifest-descriptor' | 'index-descriptor';
    readonly platform?: Platform;
    readonly key: string;
    readonly value: string;
  }[];
  /** Full references, normalised. */
  readonly tags: readonly string[];
  readonly noCache: boolean;
  readonly noCacheStages: readonly string[];
  readonly pull: boolean;
  readonly secrets: readonly SecretRequest[];
  readonly ssh: readonly SshRequest[];
  readonly network: 'default' | 'none' | 'host';
  readonly extraHosts: readonly string[];
  readonly shmSize?: number;
  readonly ulimits: readonly {
    readonly name: string;
    readonly soft: number;
    readonly hard: number;
  }[];
  readonly allow: ReadonlySet<'network.host' | 'security.insecure'>;
  readonly outputs: readonly OutputRequest[];
  readonly cacheFrom: readonly CacheRequest[];
  readonly cacheTo: readonly CacheRequest[];
}
