export type RuntimeErrorCode =
  | 'RUNTIME_UNAVAILABLE'
  | 'NETWORK_UNAVAILABLE'
  /** A port of this machine that is to be published. */
  | 'PORT_UNAVAILABLE'
  | 'NAMESPACE_UNAVAILABLE'
  | 'USER_UNKNOWN'
  | 'COMMAND_NOT_FOUND'
  | 'COMMAND_NOT_EXECUTABLE'
  | 'START_FAILED'
  /** A layer's blob is absent, damaged, or tries to reach outside its root. */
  | 'LAYER_INVALID'
  | 'LAYER_UNAVAILABLE'
  | 'DISK_FULL'
  | 'MOUNT_FAILED';

/** Why a layer or a container could not be had: what failed, and in `advice` what to do. */
export class RuntimeError extends Error {
  readonly code: RuntimeErrorCode;
  readonly advice: string | undefined;

  constructor(
    code: RuntimeErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly advice?: string } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'RuntimeError';
    this.code = code;
    this.advice = options.advice;
  }
}
