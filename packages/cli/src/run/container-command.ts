import type { ContainerConfig } from '@slipway/oci';
import { CliError } from '../cli-error.ts';
import { runExitCodes } from './run-exit-codes.ts';

/**
 * What is run: the image's ENTRYPOINT before `command`, or before the image's CMD where there is
 * none. Another entrypoint takes the image's CMD away; an empty one leaves the command alone. Throws
 * where nothing is left.
 */
export function containerCommand(
  config: ContainerConfig | undefined,
  options: { readonly command: readonly string[]; readonly entrypoint: string | undefined },
): readonly string[] {
  const { command, entrypoint } = options;
  const first = entrypoint === undefined ? (config?.Entrypoint ?? []) : [entrypoint];
  const isReset = entrypoint !== undefined;
  const rest = command.length > 0 || isReset ? command : (config?.Cmd ?? []);
  const words = [...(entrypoint === '' ? [] : first), ...rest];
  if (words.length > 0) return words;
  throw new CliError('the image has no command of its own', {
    exitCode: runExitCodes.failure,
    advice: 'Write one behind its name',
  });
}
