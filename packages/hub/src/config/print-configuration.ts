import type { LoadedConfiguration } from './load-configuration.ts';
import { eachSetting, type Setting } from './settings.ts';

/** What stands for a secret. */
const hidden = '********';

/** One setting as people see it. */
export interface PrintedSetting {
  readonly key: string;
  /** Undefined where it is not set. A secret is hidden, also a password inside a URL. */
  readonly value: string | number | boolean | readonly string[] | undefined;
  readonly source: string;
  readonly environment: string;
  readonly about: string;
}

/** Every setting with its value and source, for `slipway config`; without secrets. */
export function listConfiguration(loaded: LoadedConfiguration): PrintedSetting[] {
  return eachSetting().map(([key, setting]) => ({
    key,
    value: printedValue(key, loaded.written.get(key), setting),
    source: loaded.sources.get(key) ?? 'default',
    environment: setting.environment,
    about: setting.about,
  }));
}

/**
 * The effective configuration as YAML that `slipway.yaml` would take, each line with its source.
 * Secrets are hidden.
 */
export function printConfiguration(loaded: LoadedConfiguration): string {
  const lines: string[] = [];
  let section = '';
  for (const { key, value, source } of listConfiguration(loaded)) {
    const [first = '', second] = key.split('.');
    if (second !== undefined && first !== section) lines.push(`${first}:`);
    section = second === undefined ? '' : first;
    const name = second === undefined ? first : `  ${second}`;
    const text = value === undefined ? '' : ` ${JSON.stringify(value)}`;
    lines.push(`${`${name}:${text}`.padEnd(50)} # ${source}`);
  }
  return `${lines.join('\n')}\n`;
}

function printedValue(key: string, value: unknown, setting: Setting<unknown>) {
  if (value === undefined) return undefined;
  if (key === 'database') return withoutPassword(String(value));
  return setting.secret ? hidden : (value as string | number | boolean | readonly string[]);
}

/** A database's URL, but for its passwords. */
function withoutPassword(value: string): string {
  if (/^sqlite(?::|$)/.test(value)) return value;
  const url = URL.parse(value);
  if (!url) return hidden;
  if (url.password) url.password = hidden;
  for (const name of [...url.searchParams.keys()]) {
    if (/password|secret/i.test(name)) url.searchParams.set(name, hidden);
  }
  return url.href;
}
