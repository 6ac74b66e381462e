import type { Context } from '../context.ts';
import type { CommandInput } from '../tree/command-input.ts';
import { readUserSettings } from './user-settings.ts';

/** Where `slipway serve` listens unless told otherwise. */
const localHub = '127.0.0.1:5000';

/**
 * The hub that commands use where the user names none: `--hub`, else SLIPWAY_HUB, else the last
 * login, else this machine's.
 */
export async function defaultHub(context: Context, input: CommandInput): Promise<string> {
  const named = input.text('hub') ?? context.environment.SLIPWAY_HUB;
  if (named) return hostOf(named);
  const { hub } = await readUserSettings(context);
  return hub ?? localHub;
}

/** The host in what users type for one: a URL, a trailing slash. */
export function hostOf(text: string): string {
  return text
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/\/+$/, '');
}
