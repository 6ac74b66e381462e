/** What the process ends with; part of the command's contract, listed in `--help` and the README. */
export const exitCodes = {
  ok: 0,
  failure: 1,
  usage: 2,
  authentication: 3,
  notFound: 4,
  network: 5,
  interrupted: 130,
} as const;

/** One of {@link exitCodes}. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The exit codes and their meanings, in the order in which help lists them. */
export const exitCodeMeanings: readonly (readonly [ExitCode, string])[] = [
  [exitCodes.ok, 'done'],
  [exitCodes.failure, 'failed for another reason than those below'],
  [exitCodes.usage, 'the command line or a setting is wrong'],
  [exitCodes.authentication, 'not logged in, wrong password, or not allowed'],
  [exitCodes.notFound, 'no such image, tag, repository, user or token'],
  [exitCodes.network, 'the hub or registry could not be reached, or is not ready'],
  [exitCodes.interrupted, 'interrupted (Ctrl-C)'],
];
