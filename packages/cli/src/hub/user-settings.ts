import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';

/** What the command remembers between calls. Credentials are Docker's to keep, not here. */
export interface UserSettings {
  /** The host last logged in to: the default hub. */
  readonly hub?: string;
}

/** `slipway/config.json` in XDG_CONFIG_HOME or `~/.config`. */
export function userSettingsFile({ environment, home }: Context): string {
  return join(environment.XDG_CONFIG_HOME || join(home, '.config'), 'slipway', 'config.json');
}

/** The settings; empty where there is no file. Throws where the file is not what was written. */
export async function readUserSettings(context: Context): Promise<UserSettings> {
  const file = userSettingsFile(context);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  const value = parse(text);
  if (value && (value.hub === undefined || typeof value.hub === 'string')) {
    return value.hub === undefined ? {} : { hub: value.hub };
  }
  throw new CliError(`${file} is damaged`, { advice: 'Remove it, and log in again' });
}

function parse(text: string): Partial<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    // Said by the caller, as for JSON of another shape.
    return undefined;
  }
}

/** Replaces the settings; another process sees the old file or the new one, never a part. */
export async function writeUserSettings(context: Context, settings: UserSettings): Promise<void> {
  const file = userSettingsFile(context);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}`;
  try {
    await writeFile(temporary, `${JSON.stringify(settings, undefined, 2)}\n`, { mode: 0o600 });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
