import { usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { suggestion } from '../options/suggest.ts';
import type { CommandInput } from '../tree/command-input.ts';
import type { BuildDisplay } from './build-display.ts';
import type { BuildState } from './build-state.ts';
import { JsonDisplay } from './json-display.ts';
import { PlainDisplay } from './plain-display.ts';
import { TerminalDisplay } from './terminal-display.ts';

const kinds = ['auto', 'tty', 'plain', 'json', 'rawjson', 'quiet'] as const;

export type DisplayKind = 'tty' | 'plain' | 'json' | 'quiet';

/**
 * How a build is shown: by `--progress`, else BUILDKIT_PROGRESS; `auto` is a live view where standard
 * error is a terminal that moves, plain lines elsewhere and in CI. Throws a usage error.
 */
export function readDisplayKind(
  { environment, stderr }: Context,
  input: CommandInput,
): DisplayKind {
  if (input.flag('quiet')) return 'quiet';
  const text = input.text('progress') ?? (environment.BUILDKIT_PROGRESS || 'auto');
  const kind = kinds.find((each) => each === text);
  if (!kind) {
    throw usageError(`--progress ${text}: there is no such kind`, suggestion(text, kinds));
  }
  if (kind === 'rawjson') return 'json';
  if (kind === 'tty' && stderr.isTTY !== true) {
    throw usageError('--progress tty: standard error is no terminal', 'Use plain');
  }
  if (kind !== 'auto') return kind;
  const moves = stderr.isTTY === true && environment.TERM !== 'dumb' && !environment.CI;
  return moves ? 'tty' : 'plain';
}

/** A display on standard error; `state` has taken each event before the display does. */
export function createDisplay(
  kind: DisplayKind,
  { environment, stderr }: Context,
  state: BuildState,
): BuildDisplay {
  switch (kind) {
    case 'tty':
      return new TerminalDisplay(stderr, state, { color: !environment.NO_COLOR });
    case 'plain':
      return new PlainDisplay(stderr);
    case 'json':
      return new JsonDisplay(stderr);
    default:
      return { take: () => {}, finish: () => {} };
  }
}
