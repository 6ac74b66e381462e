/** What `slipway run` ends with where not the container's process decides, as `docker run`. */
export const runExitCodes = {
  /** It could not be run. */
  failure: 125,
  /** The command is there and cannot be executed. */
  notExecutable: 126,
  notFound: 127,
} as const;
