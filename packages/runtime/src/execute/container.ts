/** Something mounted into a container besides its root. */
export type ContainerMount =
  | {
      readonly type: 'bind';
      /** On this machine, absolute. A file or a folder. */
      readonly source: string;
      readonly target: string;
      readonly readOnly: boolean;
    }
  | {
      readonly type: 'tmpfs';
      readonly target: string;
      /** Bytes. */
      readonly size?: number;
      readonly mode?: number;
    };

export interface Ulimit {
  /** `nofile`, without RLIMIT_. */
  readonly name: string;
  readonly soft: number;
  readonly hard: number;
}

/** One process in a root file system: a step of a build, or what `slipway run` runs. */
export interface ContainerSpec {
  /** A mounted root, absolute. */
  readonly root: string;
  /** True mounts the root read-only. */
  readonly readOnlyRoot?: boolean;
  readonly arguments: readonly string[];
  readonly environment: readonly string[];
  readonly workingDirectory: string;
  /** `user[:group]` by name or number, looked up in the root's /etc/passwd and /etc/group; empty for root. */
  readonly user: string;
  readonly mounts: readonly ContainerMount[];
  /**
   * `default`: a network of its own with a way out (CNI's bridge as root, pasta or slirp4netns
   * otherwise); throws NETWORK_UNAVAILABLE with what to install where there is none, never falls
   * back on the host's. `host` only where the caller checked that it is allowed.
   */
  readonly network: 'default' | 'none' | 'host';
  /** `insecure`: all capabilities, no seccomp, devices. The caller checked that it is allowed. */
  readonly security: 'sandbox' | 'insecure';
  /** Of a sandbox: what it has besides, or lacks of, the default capabilities (`CAP_NET_ADMIN`). */
  readonly capabilities?: {
    readonly added: readonly string[] | 'all';
    readonly dropped: readonly string[] | 'all';
  };
  readonly hostname: string;
  /** `name:address`; `host-gateway` as the address means this machine as the container sees it. */
  readonly extraHosts: readonly string[];
  /**
   * True as `docker run` has it: /etc/resolv.conf, /etc/hosts and /etc/hostname are mounted and may
   * be written to. False as builds have it: the first two only, read-only. No layer sees them.
   */
  readonly writableNetworkFiles?: boolean;
  readonly shmSize?: number;
  /** -1 for no limit. */
  readonly ulimits: readonly Ulimit[];
  /** Published ports of `slipway run -p`. */
  readonly ports?: readonly {
    readonly hostAddress?: string;
    readonly hostPort: number;
    readonly containerPort: number;
    readonly protocol: 'tcp' | 'udp';
  }[];
}

/** Where a container's input and output go. */
export type ContainerStreams =
  | {
      readonly kind: 'piped';
      /** Nothing more is read of that stream while a promise it returns is pending. */
      onOutput(stream: 'stdout' | 'stderr', data: Uint8Array): void | Promise<void>;
    }
  /** This process's own; `terminal` gives the container a pseudo-terminal on them. */
  | { readonly kind: 'inherited'; readonly terminal: boolean; readonly input: boolean };

export interface RunOptions {
  readonly streams: ContainerStreams;
  /** Aborting kills every process of the container. */
  readonly signal?: AbortSignal;
  /** Called once it runs, with a way to send it signals by name. */
  onStarted?(container: { kill(signal: NodeJS.Signals): void }): void;
}

/** Runs containers by runc, crun or youki: whichever works on this machine, found by trying. */
export interface ContainerRuntime {
  /** Its name and version, for messages. */
  readonly name: string;
  /**
   * Runs one process to its end. Every process that it started has ended when this resolves, nothing
   * of it is mounted any more, no network of it is left. Resolves to the exit code (128 + n for a signal).
   * Throws a RuntimeError: RUNTIME_UNAVAILABLE (with the command that installs one), NETWORK_UNAVAILABLE,
   * USER_UNKNOWN, COMMAND_NOT_FOUND (a shell's 127), COMMAND_NOT_EXECUTABLE (126), START_FAILED; when
   * aborted, the signal's reason.
   */
  run(spec: ContainerSpec, options: RunOptions): Promise<number>;
  /** Begins what takes long before a first container with a network: another's making hides it. */
  prepare?(): void;
}
